package userpool

import "strconv"

// maxLevel is the highest assurance level of a sign-in; 1 is the lowest.
const maxLevel = 4

// ACRName is the acr value of an assurance level (1 to 4) in the pool: its own
// name for it, or `urn:cognito:loa:<n>`; "" for no level.
func (p *Pool) ACRName(level int) string {
	if level < 1 || level > maxLevel {
		return ""
	}
	n := strconv.Itoa(level)
	if p.ACR != nil && p.ACR.Mapping["Level"+n] != "" {
		return p.ACR.Mapping["Level"+n]
	}
	return "urn:cognito:loa:" + n
}

// ACRLevel is the level that an acr value names in the pool, 0 for an unknown one.
func (p *Pool) ACRLevel(acr string) int {
	for l := 1; l <= maxLevel; l++ {
		if acr != "" && p.ACRName(l) == acr {
			return l
		}
	}
	return 0
}
