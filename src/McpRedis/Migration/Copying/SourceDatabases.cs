using McpRedis.Faults;
using McpRedis.Migration.Selection;
using McpRedis.Redis;
using McpRedis.Redis.Raw;

namespace McpRedis.Migration.Copying;

/// <summary>Databases of a server that hold keys.</summary>
internal static class SourceDatabases
{
    /// <exception cref="Fault">redis_loading: what is there yet is not all.</exception>
    public static async Task<IReadOnlyList<int>> OfAsync(IBulkGateway source, MasterNode node, KeySelection selection, CancellationToken cancellationToken)
    {
        await using var pipe = await source.OpenAsync(node, RespPipeOptions.Default, cancellationToken);
        var reply = await pipe.AskAsync(RedisCommand.Of("INFO"), cancellationToken);
        if (!reply.IsError && InfoText.Parse(reply.Text)["loading"] == "1")
        {
            throw RedisFaults.FromReply("LOADING", "INFO");
        }
        int[] told = reply.IsError ? [] : [.. KeyspaceLine.Databases(reply.Text)];
        // Of a server that keeps INFO to itself, or under a key prefix: those that were named, else that of the connection.
        int[] named = [.. selection.Request.Databases.Select(move => move.Source)];
        return told.Length > 0 ? told : named.Length > 0 ? named : [source.Database];
    }
}
