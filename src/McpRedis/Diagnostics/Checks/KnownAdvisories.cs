using McpRedis.Diagnostics.Facts;

namespace McpRedis.Diagnostics.Checks;

internal static class KnownAdvisories
{
    public static Check Check { get; } = new("RF067", CheckFamily.Version, "The version has known security holes")
    {
        What = $"The server's version against security fixes known at {ReleaseTable.AsOf}. Later ones are not in the table.",
        Why = "Several of them let a user who may run scripts, RESTORE or blocking commands run code in the server. A distribution may have mended them under an older number: its changelog tells.",
        WhenNot = "A distribution's package with the fixes backported under an older number.",
        Fix = ["Upgrade to the release named in the evidence or later", "Until then: deny @scripting, RESTORE and MODULE to applications (ACL SETUSER app -@scripting -restore)"],
        Risk = "A restart; with a replica, a failover.",
        Change = "The known holes are closed.",
        Look = static (node, _) =>
        {
            if (ServerVersion.Of(node) is not { Version: { } version } identity)
            {
                return null;
            }
            var open = ReleaseTable.Advisories.Select(advisory => (advisory.Name, Fix: advisory.FixFor(identity.Flavour, version))).Where(a => a.Fix is not null).ToList();
            return open.Count == 0 ? null : node.Sees(Severity.Warning, open.Count / 5.0,
                [Evidence.Word("version", ServerVersion.Text(identity)), .. open.Select(a => $"{a.Name}: fixed in {a.Fix}"), Evidence.Word("as known at", ReleaseTable.AsOf)]);
        },
    };
}
