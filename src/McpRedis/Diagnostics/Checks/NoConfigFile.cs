namespace McpRedis.Diagnostics.Checks;

internal static class NoConfigFile
{
    public static Check Check { get; } = new("RF065", CheckFamily.Configuration, "The server runs without a configuration file")
    {
        What = "config_file is empty.",
        Why = "What CONFIG SET changes is gone at the next start, and CONFIG REWRITE has nowhere to write.",
        WhenNot = "Settings come as arguments of the command line, from a container's definition.",
        Fix = ["Start with a file: redis-server /etc/redis/redis.conf", "Or keep every change in the container's arguments, too"],
        Risk = "A restart.",
        Change = "Changes last.",
        Fields = ["config_file"],
        Look = static (node, _) => node.Info["config_file"] is "" ? node.Sees(Severity.Info, 0.05, Evidence.Word("config_file", "")) : null,
    };
}
