// An ES module that answers every Cognito trigger; see main.go.
const triggers = {
  PreSignUp({ request, response }) {
    if (request.userAttributes.email?.endsWith("@bad.example")) throw new Error("no");
    response.autoConfirmUser = request.validationData?.invite === "42";
    response.autoVerifyEmail = response.autoConfirmUser;
  },
  PostConfirmation({ request }) {
    if (request.userAttributes.name === "reject") throw new Error("rejected");
  },
  PreAuthentication({ request }) {
    if (request.validationData?.block === "yes") throw new Error("blocked");
  },
  PostAuthentication({ request }) {
    if (request.newDeviceUsed) throw new Error("new device");
  },
  UserMigration(event) {
    if (event.request.password !== "old-password") throw new Error("bad password");
    event.response.userAttributes = { email: event.userName, email_verified: "true" };
    event.response.finalUserStatus = "CONFIRMED";
    event.response.messageAction = "SUPPRESS";
  },
  CustomMessage({ request, response }) {
    response.smsMessage = `Code ${request.codeParameter}`;
    response.emailMessage = `<p>Code ${request.codeParameter}</p>`;
    response.emailSubject = "Welcome";
  },
  DefineAuthChallenge({ request, response }) {
    const rounds = request.session;
    if (rounds.at(-1)?.challengeResult) response.issueTokens = true;
    else if (rounds.length >= 3) response.failAuthentication = true;
    else response.challengeName = "CUSTOM_CHALLENGE";
  },
  CreateAuthChallenge({ response }) {
    response.publicChallengeParameters = { question: "2+3" };
    response.privateChallengeParameters = { answer: "5" };
    response.challengeMetadata = "SUM";
  },
  VerifyAuthChallengeResponse({ request, response }) {
    response.answerCorrect = request.challengeAnswer === request.privateChallengeParameters.answer;
  },
  TokenGeneration(event) {
    const { request } = event;
    const groupOverrideDetails = { groupsToOverride: [...(request.groupConfiguration?.groupsToOverride ?? []), "extra"] };
    if ("claimsOverrideDetails" in event.response) {
      event.response = {
        claimsOverrideDetails: { claimsToAddOrOverride: { tenant: "t1" }, claimsToSuppress: ["email"], groupOverrideDetails },
      };
      return;
    }
    event.response = {
      claimsAndScopeOverrideDetails: {
        idTokenGeneration: { claimsToAddOrOverride: { level: 3 } },
        accessTokenGeneration: { claimsToAddOrOverride: { roles: ["a", "b"] }, scopesToAdd: ["api/read"] },
        groupOverrideDetails,
      },
    };
  },
};

export async function handler(event) {
  switch (event.request.clientMetadata?.behave) {
    case "sleep":
      await new Promise((resolve) => setTimeout(resolve, 60000));
      break;
    case "crash":
      process.exit(9);
      break;
    case "wrong":
      return "ok";
  }
  triggers[event.triggerSource.split("_")[0]](event);
  return event;
}
