using McpRedis.Diagnostics.Facts;

namespace McpRedis.Diagnostics.Checks;

internal static class EndOfLife
{
    public static Check Check { get; } = new("RF066", CheckFamily.Version, "This version gets no fixes any more")
    {
        What = $"The server's branch against the table of branches known at {ReleaseTable.AsOf}.",
        Why = "Holes that are found from then on stay open, and nobody mends crashes.",
        WhenNot = "A distribution that backports fixes (its package version says so) or a vendor that does.",
        Fix = ["Upgrade: a replica of the new version, then fail over to it", "redis_migration_plan, where the server cannot be replaced in place"],
        Risk = "RDB files of a newer version cannot be read by an older one: keep a backup from before.",
        Change = "Security fixes arrive again.",
        Look = static (node, _) => ServerVersion.Of(node) is { Version: { } version } identity && ReleaseTable.EndOf(identity.Flavour, version) is { } end
            ? node.Sees(Severity.Warning, 0.5, Evidence.Word("version", ServerVersion.Text(identity)), Evidence.Word("fixes ended", end), Evidence.Word("as known at", ReleaseTable.AsOf))
            : null,
    };
}
