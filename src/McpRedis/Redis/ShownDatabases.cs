using System.Buffers.Text;
using System.Globalization;
using System.Text;
using McpRedis.Redis.Connections;

namespace McpRedis.Redis;

/// <summary>
/// What a connection with closed databases, or with a key prefix, lets out about databases: INFO counts the keys of every
/// one, and keyspace notifications tell of every one. Under a prefix no count is shown, since it counts foreign keys too.
/// </summary>
/// <param name="open">Databases that may be told of; null for all.</param>
/// <param name="counts">Whether their keys may be counted.</param>
internal sealed class ShownDatabases(IReadOnlyList<int>? open, bool counts)
{
    private static readonly byte[][] Notifications = ["__keyspace@"u8.ToArray(), "__keyevent@"u8.ToArray(), "__subkeyspace@"u8.ToArray(), "__subkeyevent@"u8.ToArray(), "__subkeyspaceitem@"u8.ToArray(), "__subkeyspaceevent@"u8.ToArray()];

    /// <summary>Null when every database is open and no key is foreign.</summary>
    public static ShownDatabases? Of(ConnectionOptions options, bool scoped) => scoped || options.Databases is not null ? new(options.Databases, !scoped) : null;

    /// <summary>INFO without the lines of databases that are not shown, PUBSUB CHANNELS without their channels; any other reply as it is.</summary>
    public RespValue Filter(RedisCommand command, RespValue reply) => command.Name switch
    {
        "INFO" when !reply.IsError && !reply.IsAggregate => RespValue.Of(reply.Kind, Encoding.UTF8.GetBytes(string.Join('\n', reply.Text.Split('\n').Where(ShowsLine)))),
        "PUBSUB" when command.Subcommand is "CHANNELS" or "SHARDCHANNELS" => RespValue.Of(RespKind.Array, [.. reply.ItemArray.Where(channel => ShowsChannel(channel.Bytes.Span))]),
        _ => reply,
    };

    /// <summary>False for a keyspace notification of a closed database.</summary>
    public bool ShowsChannel(ReadOnlySpan<byte> channel)
    {
        foreach (byte[] beginning in Notifications)
        {
            if (channel.StartsWith(beginning))
            {
                return open is null || (Utf8Parser.TryParse(channel[beginning.Length..], out int database, out _) && open.Contains(database));
            }
        }
        return true;
    }

    // db0:keys=2,expires=0 and, since Redis 8, db0_distrib_strings_sizes:1=2
    private bool ShowsLine(string line)
    {
        int end = 2;
        while (end < line.Length && char.IsAsciiDigit(line[end]))
        {
            end++;
        }
        bool isCount = line.StartsWith("db", StringComparison.Ordinal) && end > 2 && end < line.Length && line[end] is ':' or '_';
        return !isCount || (counts && open!.Contains(int.Parse(line.AsSpan(2, end - 2), CultureInfo.InvariantCulture)));
    }
}
