"""Further ways in which handlers behave."""
import sys


async def coroutine(event, context):
    return event


def context(event, context):
    return {
        "aws_request_id": len(context.aws_request_id),
        "function_name": context.function_name,
        "invoked_function_arn": context.invoked_function_arn,
        "remaining": context.get_remaining_time_in_millis() > 0,
        "argv": len(sys.argv),
    }


def unserializable(event, context):
    return {"set": {1, 2}}


def leave(event, context):
    sys.exit("goodbye")


def none(event, context):
    return None


class nested:
    @staticmethod
    def deep(event, context):
        return event
