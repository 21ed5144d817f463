namespace McpRedis.Diagnostics.Checks;

internal static class DangerousCommandsOpen
{
    private static readonly string[] Switches = ["enable-debug-command", "enable-module-command", "enable-protected-configs"];

    public static Check Check { get; } = new("RF055", CheckFamily.Security, "Commands that reach the machine are open")
    {
        What = "enable-debug-command, enable-module-command, enable-protected-configs (Redis 7, Valkey).",
        Why = "MODULE LOAD runs a file's code in the server, DEBUG can crash it, and changing dir and dbfilename writes files: together they are the known ways from Redis into the machine.",
        WhenNot = "A test server; or local, for a tool on the same machine.",
        Fix = ["Set each to no in redis.conf and restart: they cannot be changed at run time"],
        Risk = "A restart; tools that use DEBUG stop working.",
        Change = "Whoever gets into Redis stays in Redis.",
        Settings = ["enable-debug-command"],
        Look = static (node, _) =>
        {
            string[] open = [.. Switches.Where(name => node.Setting(name) is "yes" or "local")];
            return open.Length == 0 ? null : node.Sees(open.Any(name => node.Setting(name) == "yes") ? Severity.Warning : Severity.Info, open.Length / 3.0, [.. open.Select(name => Evidence.Word(name, node.Setting(name)))]);
        },
    };
}
