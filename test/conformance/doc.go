// Package conformance says what Cognate answers, in text files that anyone can read, check against Cognito and add to.
//
// A script is a file <service>/<operation>/<case>.txt. Each line that begins in the first column is a step, indented
// lines continue it, # begins a comment:
//
//	setup NAME              run the steps of <service>/setup/NAME.txt
//	server OPTION=VALUE     run on a server of its own with this option of the command line; stands first
//	> Operation {…}         send a request; $name stands for a variable
//	< {…}                   the answer to it: status 200 and JSON that matches
//	! Exception message     the error to it: status 400, this exception, exactly this message (\n for a new line);
//	                        * is any, for messages that nobody has published
//	set NAME VALUE          set a variable
//	unset NAME…             forget variables, so that the next answer may set them
//	hash NAME SECRET USER CLIENT   compute a SECRET_HASH
//	code NAME ADDRESS       the code in the newest message of $pool to an address
//	sent ADDRESS N          as many messages of $pool went to an address
//	advance DURATION        put the server's clock forward
//	totp NAME SECRET        the code of an authenticator app
//	srp begin USER          make $SRP_A
//	srp device KEY          make $SRP_A for the device KEY of $DEVICE_GROUP_KEY
//	srp sign PASSWORD       make $SIGNATURE and $TIMESTAMP from $USER_ID_FOR_SRP, $SRP_B, $SALT and $SECRET_BLOCK
//	device new              make $DEVICE_VERIFIER, $DEVICE_SALT and $DEVICE_PASSWORD for $DEVICE_GROUP_KEY and $DEVICE_KEY
//	passkey new PARTY       make a passkey for a relying party; passkey origin, party and format change what it claims
//	passkey register        make $CREDENTIAL for $OPTIONS; passkey assert makes it for $REQUEST
//	claims TOKEN {…}        what a JWT says; its signature is not checked here
//	function NAME {…}       what the Lambda function NAME answers from now on: its response, or {"error": "…"} or {"raw": "…"}
//
// In the JSON that an answer must match, "$name" compares with a variable that is set and sets one that is not, "*" is
// any value, "~re" a string that matches a regular expression, "-" a member that is not there. An object has exactly the
// members written unless one of them is "..."; a list that begins with "..." contains the elements written.
//
// Every expectation comes from what is known of Cognito, never from what the program happens to answer. An operation
// that answers an error its model does not declare fails. Operations without a script are listed, with their reason, in
// skips.txt.
//
// The sweep walks every constraint of every description instead: it needs no scripts.
package conformance
