package identitypool

import "strings"

// guestServices are the services that guests can use in the enhanced flow, by
// the list that AWS publishes.
const guestServices = `cloudwatch logs dynamodb kinesis mobileanalytics s3 ses sns sqs lambda machinelearning execute-api iot gamelift
cognito-identity cognito-idp cognito-sync lex polly comprehend translate transcribe rekognition mobiletargeting firehose
appsync personalize codewhisperer sdb`

// GuestPolicy is the session policy that caps what the role of a guest allows
// in the enhanced flow; a managed policy of the service is the other half.
func GuestPolicy() string {
	actions := strings.Fields(guestServices)
	for i := range actions {
		actions[i] += ":*"
	}
	actions = append(actions, "sagemaker:InvokeEndpoint", "textract:DetectDocumentText", "textract:AnalyzeDocument")
	return `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["` + strings.Join(actions, `","`) + `"],"Resource":"*"}]}`
}

// SessionName is the name of every session in the enhanced flow.
const SessionName = "CognitoIdentityCredentials"
