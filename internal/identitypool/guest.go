package identitypool

import (
	"slices"
	"strings"
)

// guestServices are the services that guests can use in the enhanced flow, by
// the list that AWS publishes.
const guestServices = `cloudwatch logs dynamodb kinesis mobileanalytics s3 ses sns sqs lambda machinelearning execute-api iot gamelift
cognito-identity cognito-idp cognito-sync lex polly comprehend translate transcribe rekognition mobiletargeting firehose
appsync personalize codewhisperer sdb`

// guestActions are single actions of other services.
const guestActions = "sagemaker:InvokeEndpoint textract:DetectDocumentText textract:AnalyzeDocument"

// GuestPolicy is the session policy that caps what the role of a guest allows
// in the enhanced flow; a managed policy of the service is the other half.
// Given services, it allows these of them only: a service elsewhere may refuse
// a policy that names actions it does not know.
func GuestPolicy(services ...string) string {
	var actions []string
	for _, service := range GuestServices() {
		if len(services) == 0 || slices.Contains(services, service) {
			actions = append(actions, service+":*")
		}
	}
	if len(services) == 0 {
		actions = append(actions, strings.Fields(guestActions)...)
	}
	return `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["` + strings.Join(actions, `","`) + `"],"Resource":"*"}]}`
}

// GuestServices are the services that guests can use in full.
func GuestServices() []string { return strings.Fields(guestServices) }

// SessionName is the name of every session in the enhanced flow.
const SessionName = "CognitoIdentityCredentials"
