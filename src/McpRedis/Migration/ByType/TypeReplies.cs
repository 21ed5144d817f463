using McpRedis.Redis;

namespace McpRedis.Migration.ByType;

// -MOVED 866 127.0.0.1:7001   -ASK …   -TRYAGAIN …   -CLUSTERDOWN …   -LOADING …   -MASTERDOWN …   -READONLY …   -MISCONF …
// -ERR unknown command 'HPEXPIREAT', with args beginning with: …           Garnet: -ERR unknown command
// -ERR unknown subcommand 'CREATECONSUMER'. Try XGROUP HELP.

/// <summary>What an error means for a copy.</summary>
internal static class TypeReplies
{
    private static readonly string[] Passing = ["MOVED", "ASK", "TRYAGAIN", "CLUSTERDOWN", "LOADING", "MASTERDOWN", "READONLY", "MISCONF", "NOREPLICAS"];

    /// <summary>It will be otherwise in a moment, here or on another server.</summary>
    public static bool IsPassing(this RespValue reply) => reply.IsError && Passing.Contains(CodeOf(reply.Text), StringComparer.Ordinal);

    /// <summary>The server has no such command.</summary>
    public static bool IsUnknown(this RespValue reply) => reply.IsError
        && (reply.Text.StartsWith("ERR unknown command", StringComparison.OrdinalIgnoreCase) || reply.Text.StartsWith("ERR unknown subcommand", StringComparison.OrdinalIgnoreCase));

    /// <summary>The reply, if it is none of an error.</summary>
    /// <exception cref="TypeErrorException">About this key.</exception>
    /// <exception cref="Faults.Fault">Nothing will go through.</exception>
    public static RespValue Checked(this RespValue reply, string command)
    {
        if (!reply.IsError)
        {
            return reply;
        }
        bool isForAll = CodeOf(reply.Text) is "OOM" or "NOAUTH" || (CodeOf(reply.Text) == "NOPERM" && !reply.Text.Contains("key", StringComparison.OrdinalIgnoreCase));
        throw isForAll ? RedisFaults.FromReply(reply.Text, command) : new TypeErrorException(command, reply.Text);
    }

    private static string CodeOf(string text) => text.IndexOf(' ', StringComparison.Ordinal) is > 0 and var end ? text[..end] : text;
}
