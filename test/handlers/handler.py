"""Answers every Cognito trigger; see main.go."""
import os
import time


def pre_sign_up(event):
    request, response = event["request"], event["response"]
    if request["userAttributes"].get("email", "").endswith("@bad.example"):
        raise Exception("no")
    response["autoConfirmUser"] = (request["validationData"] or {}).get("invite") == "42"
    response["autoVerifyEmail"] = response["autoConfirmUser"]


def post_confirmation(event):
    if event["request"]["userAttributes"].get("name") == "reject":
        raise Exception("rejected")


def pre_authentication(event):
    if (event["request"]["validationData"] or {}).get("block") == "yes":
        raise Exception("blocked")


def post_authentication(event):
    if event["request"]["newDeviceUsed"]:
        raise Exception("new device")


def user_migration(event):
    if event["request"]["password"] != "old-password":
        raise Exception("bad password")
    event["response"].update(
        userAttributes={"email": event["userName"], "email_verified": "true"},
        finalUserStatus="CONFIRMED",
        messageAction="SUPPRESS",
    )


def custom_message(event):
    code = event["request"]["codeParameter"]
    event["response"].update(
        smsMessage=f"Code {code}", emailMessage=f"<p>Code {code}</p>", emailSubject="Welcome"
    )


def define_auth_challenge(event):
    rounds, response = event["request"]["session"], event["response"]
    if rounds and rounds[-1]["challengeResult"]:
        response["issueTokens"] = True
    elif len(rounds) >= 3:
        response["failAuthentication"] = True
    else:
        response["challengeName"] = "CUSTOM_CHALLENGE"


def create_auth_challenge(event):
    event["response"].update(
        publicChallengeParameters={"question": "2+3"},
        privateChallengeParameters={"answer": "5"},
        challengeMetadata="SUM",
    )


def verify_auth_challenge(event):
    request = event["request"]
    event["response"]["answerCorrect"] = (
        request["challengeAnswer"] == request["privateChallengeParameters"].get("answer")
    )


def token_generation(event):
    groups = (event["request"]["groupConfiguration"] or {}).get("groupsToOverride", [])
    override = {"groupsToOverride": groups + ["extra"]}
    if "claimsOverrideDetails" in event["response"]:
        event["response"]["claimsOverrideDetails"] = {
            "claimsToAddOrOverride": {"tenant": "t1"},
            "claimsToSuppress": ["email"],
            "groupOverrideDetails": override,
        }
        return
    event["response"]["claimsAndScopeOverrideDetails"] = {
        "idTokenGeneration": {"claimsToAddOrOverride": {"level": 3}},
        "accessTokenGeneration": {"claimsToAddOrOverride": {"roles": ["a", "b"]}, "scopesToAdd": ["api/read"]},
        "groupOverrideDetails": override,
    }


TRIGGERS = {
    "PreSignUp": pre_sign_up,
    "PostConfirmation": post_confirmation,
    "PreAuthentication": pre_authentication,
    "PostAuthentication": post_authentication,
    "UserMigration": user_migration,
    "CustomMessage": custom_message,
    "DefineAuthChallenge": define_auth_challenge,
    "CreateAuthChallenge": create_auth_challenge,
    "VerifyAuthChallengeResponse": verify_auth_challenge,
    "TokenGeneration": token_generation,
}


def lambda_handler(event, context):
    behave = (event["request"].get("clientMetadata") or {}).get("behave")
    if behave == "sleep":
        time.sleep(60)
    elif behave == "crash":
        os._exit(9)
    elif behave == "wrong":
        return "ok"
    TRIGGERS[event["triggerSource"].split("_")[0]](event)
    return event
