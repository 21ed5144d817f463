using McpRedis.Diagnostics.Sampling;

namespace McpRedis.Diagnostics.Checks;

internal static class AllPowerfulDefault
{
    public static Check Check { get; } = new("RF053", CheckFamily.Security, "The default user may do everything")
    {
        What = "ACL GETUSER default: on, +@all and all keys.",
        Why = "Every application that logs in with the one password may FLUSHALL, CONFIG SET, DEBUG and read the keys of all others.",
        WhenNot = "One application, one operator.",
        Fix = ["A user for each application: ACL SETUSER app on >secret ~app:* +@all -@admin -@dangerous", "An operator's user with +@all; then ACL SETUSER default off", "ACL SAVE or CONFIG REWRITE"],
        Risk = "A rule that is too narrow shows as NOPERM; ACL DRYRUN tests it, and ACL LOG names what was refused.",
        Change = "A mistake or a leak in one application reaches its own keys only.",
        Needs = [Question.DefaultUser],
        Look = static (node, _) => node.DefaultUser is { IsOn: true, IsAllPowerful: true } user
            ? node.Sees(Severity.Info, 0.3, Evidence.Word("commands", user.Commands), Evidence.Word("keys", "all"), Evidence.Word("needs a password", user.NeedsNoPassword ? "no" : "yes"))
            : null,
    };
}
