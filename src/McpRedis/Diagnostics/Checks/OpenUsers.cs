using McpRedis.Diagnostics.Sampling;

namespace McpRedis.Diagnostics.Checks;

internal static class OpenUsers
{
    public static Check Check { get; } = new("RF058", CheckFamily.Security, "A named user needs no password")
    {
        What = "Users beside default that are on with nopass (ACL USERS, ACL GETUSER).",
        Why = "The name is no secret: whoever reaches the port logs in as that user.",
        WhenNot = "A user that may only PING, for health checks.",
        Fix = ["ACL SETUSER <name> resetpass >secret", "or ACL SETUSER <name> off"],
        Risk = "Clients that log in as that user need the password.",
        Change = "A name alone opens nothing.",
        Needs = [Question.Users],
        Look = static (node, _) =>
        {
            var open = node.OtherUsers.Where(user => user.IsOn && user.NeedsNoPassword).ToList();
            return open.Count == 0 ? null : node.Sees(open.Any(user => user.IsAllPowerful) && Reach.IsBeyondLoopback(node) ? Severity.Critical : Severity.Warning, 0.6, Evidence.Count("users without a password", open.Count), Evidence.Word("names", string.Join(", ", open.Take(5).Select(user => Evidence.Name(user.Name)))));
        },
    };
}
