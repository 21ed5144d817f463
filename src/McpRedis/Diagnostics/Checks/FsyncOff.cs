namespace McpRedis.Diagnostics.Checks;

internal static class FsyncOff
{
    public static Check Check { get; } = new("RF018", CheckFamily.Persistence, "The append-only file is never flushed by the server")
    {
        What = "appendfsync no with AOF on.",
        Why = "The kernel writes when it likes, on Linux after up to 30 seconds. A crash of the machine loses that much, which is not what people expect of AOF.",
        WhenNot = "The loss was weighed against the disk's speed.",
        Fix = ["CONFIG SET appendfsync everysec, then CONFIG REWRITE"],
        Risk = "One fsync a second; a very slow disk shows as RF017.",
        Change = "A crash of the machine loses about one second.",
        Settings = ["appendfsync"],
        Fields = ["aof_enabled"],
        Look = static (node, _) => node.Info["aof_enabled"] == "1" && node.Setting("appendfsync") == "no" ? node.Sees(Severity.Warning, 0.3, Evidence.Word("appendfsync", "no")) : null,
    };
}
