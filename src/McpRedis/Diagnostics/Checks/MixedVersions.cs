namespace McpRedis.Diagnostics.Checks;

internal static class MixedVersions
{
    public static Check Check { get; } = new("RF068", CheckFamily.Version, "Nodes run different versions")
    {
        What = "Product and version of all nodes.",
        Why = "A replica of an older version cannot read what a newer master sends; commands work on one node and not on the next.",
        WhenNot = "During a rolling upgrade, replicas first.",
        Fix = ["Finish the upgrade: replicas first, then fail over and upgrade the old masters"],
        Risk = "A failover to an older replica may not work.",
        Change = "All nodes do the same.",
        LookAcross = static (nodes, _) =>
        {
            var versions = nodes.GroupBy(node => ServerVersion.Text(ServerVersion.Of(node))).OrderByDescending(group => group.Count()).ToList();
            return versions.Count < 2 ? [] : versions.Skip(1).SelectMany(group => group).Select(node => node.Sees(Severity.Warning, 0.4, Evidence.Word("version", ServerVersion.Text(ServerVersion.Of(node))), Evidence.Word("most others", versions[0].Key)));
        },
    };
}
