package access

import (
	"strconv"
	"strings"
	"time"
)

// A Context holds the condition keys of one request with their values. Keys are
// lower case in the map and may be given to the methods in any case. A key
// with no values is a missing key.
type Context map[string][]string

// Set replaces the values of key.
func (c Context) Set(key string, values ...string) { c[strings.ToLower(key)] = values }

// Get returns the values of key, none when it is missing.
func (c Context) Get(key string) []string { return c[strings.ToLower(key)] }

// SetTime sets the keys that tell the time of the request.
func (c Context) SetTime(now time.Time) {
	now = now.UTC()
	c["aws:currenttime"] = []string{now.Format(time.RFC3339)}
	c["aws:epochtime"] = []string{strconv.FormatInt(now.Unix(), 10)}
}

// SetTags sets the tags of a request that creates or changes tags.
func (c Context) SetTags(tags []Tag) {
	keys := make([]string, 0, len(tags))
	for _, t := range tags {
		c.Set("aws:RequestTag/"+t.Key, t.Value)
		keys = append(keys, t.Key)
	}
	c["aws:tagkeys"] = keys
}

// SetResourceTags sets the tags of the resource that the request is about.
func (c Context) SetResourceTags(tags []Tag) {
	for _, t := range tags {
		c.Set("aws:ResourceTag/"+t.Key, t.Value)
	}
}

// variable returns the value that replaces ${key}, key in lower case. Only
// keys with exactly one value can be variables.
func (c Context) variable(key string) (value string, missing, ok bool) {
	values := c[key]
	if len(values) == 1 {
		return values[0], false, true
	}
	return "", len(values) == 0, false
}

// A Tag is a key and value attached to a role, user, session or request. Keys
// of one owner differ also when case is ignored.
type Tag struct {
	Key   string
	Value string
}
