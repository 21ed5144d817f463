namespace McpRedis.Diagnostics.Checks;

internal static class AccessDenied
{
    private static readonly string[] Counters = ["acl_access_denied_auth", "acl_access_denied_cmd", "acl_access_denied_key", "acl_access_denied_channel"];
    private static readonly Threshold Rate = new("deniedPerSecond", 1, "per second", "refusals between the samples that are a warning");
    private static readonly Threshold Ever = new("deniedSinceStart", 100, "refusals", "since start that are worth a word");

    public static Check Check { get; } = new("RF057", CheckFamily.Security, "Users are refused by the access rules")
    {
        What = "acl_access_denied_* between the samples and since start (Redis 7.2, Valkey).",
        Why = "Either somebody guesses passwords, or an application lacks a right and fails quietly.",
        WhenNot = "Tests of the rules.",
        Fix = ["ACL LOG names user, command and key", "auth: look where the attempts come from; bind and firewall", "cmd, key, channel: add the right, or take the call out of the application"],
        Risk = "Wider rights are wider for whoever holds that password.",
        Change = "Refusals mean something again.",
        Thresholds = [Rate, Ever],
        Fields = ["acl_access_denied_auth"],
        Look = static (node, limits) =>
        {
            double now = Counters.Sum(counter => node.Rate(counter) ?? 0), all = Counters.Sum(counter => node.Number(counter) ?? 0);
            return now >= limits[Rate] || all >= limits[Ever]
                ? node.Sees(now >= limits[Rate] ? Severity.Warning : Severity.Info, now / 100, [Evidence.PerSecond("refused", now), .. Counters.Where(counter => node.Number(counter) > 0).Select(counter => Evidence.Count(counter, node.Number(counter) ?? 0))])
                : null;
        },
    };
}
