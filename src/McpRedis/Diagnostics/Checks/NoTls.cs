namespace McpRedis.Diagnostics.Checks;

internal static class NoTls
{
    public static Check Check { get; } = new("RF056", CheckFamily.Security, "Connections from other machines are not encrypted")
    {
        What = "tls-port 0 on a server that listens beyond loopback.",
        Why = "Passwords and data can be read, and changed, by whoever sits on the way.",
        WhenNot = "A network that encrypts already (mesh, VPN) or one that nobody else is on.",
        Fix = ["tls-port, tls-cert-file, tls-key-file, tls-ca-cert-file in redis.conf", "port 0 once all clients use rediss://", "tls-replication yes, tls-cluster yes"],
        Risk = "Some CPU time for each byte; connecting takes longer. Clients must trust the authority.",
        Change = "Nobody reads along.",
        Settings = ["tls-port"],
        // Nobody comes from elsewhere while protected mode turns them away.
        Look = static (node, _) => node.SettingNumber("tls-port") == 0 && Reach.IsBeyondLoopback(node) && !(Reach.IsProtected(node) && node.DefaultUser.NeedsNoPassword)
            ? node.Sees(Severity.Info, 0.4, Evidence.Count("tls-port", 0), Evidence.Word("listens for", Reach.Text(node)))
            : null,
    };
}
