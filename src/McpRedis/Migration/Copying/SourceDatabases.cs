using McpRedis.Faults;
using McpRedis.Redis;
using McpRedis.Redis.Raw;

namespace McpRedis.Migration.Copying;

/// <summary>Databases of a server that hold keys.</summary>
internal static class SourceDatabases
{
    /// <exception cref="Fault">redis_loading: what is there yet is not all.</exception>
    public static async Task<IReadOnlyList<int>> OfAsync(IBulkGateway source, MasterNode node, CancellationToken cancellationToken)
    {
        await using var pipe = await source.OpenAsync(node, RespPipeOptions.Default, cancellationToken);
        var reply = await pipe.AskAsync(RedisCommand.Of("INFO"), cancellationToken);
        if (!reply.IsError && InfoText.Parse(reply.Text)["loading"] == "1")
        {
            throw RedisFaults.FromReply("LOADING", "INFO");
        }
        int[] told = reply.IsError ? [] : [.. KeyspaceLine.Databases(reply.Text)];
        // A server that keeps INFO to itself, or this part of it, shows the database of the connection.
        return told.Length > 0 ? told : [source.Database];
    }
}
