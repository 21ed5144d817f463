using System.Globalization;
using System.Text;
using McpRedis.Faults;
using McpRedis.Redis.Raw;

namespace McpRedis.Migration.Tail;

// mcp-redis:tail:9f2c:{3} = "8a6b…40 characters 123456 0"

/// <summary>
/// A key on each master of the target that says how far the changes are there. It is written in the same transaction as they, so it is true whatever breaks off:
/// an INCR is not run twice. It goes when the run is over.
/// </summary>
internal static class TailMark
{
    private const string Start = "mcp-redis:tail:";
    private const int MostTags = 1 << 20;

    /// <summary>A key of ours, of whichever run.</summary>
    public static bool Is(ReadOnlySpan<byte> key) => key.StartsWith("mcp-redis:tail:"u8);

    /// <param name="run">Of which run.</param>
    /// <param name="map">Of the target.</param>
    /// <param name="index">Of the master.</param>
    public static byte[] KeyFor(string run, NodeMap map, int index)
    {
        for (int tag = 0; tag < MostTags; tag++)
        {
            byte[] key = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Start}{run}:{{{tag}}}"));
            if (map.IndexOf(key) == index)
            {
                return key;
            }
        }
        throw new Fault(ErrorCode.ClusterDown, "A master of the target has no slots.", retryable: true);
    }

    public static byte[] Write(TailPosition position) =>
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{position.ReplicationId} {position.Offset} {position.Database}"));

    /// <returns>Null for what is no mark.</returns>
    public static TailPosition? Read(ReadOnlySpan<byte> value)
    {
        string[] parts = Encoding.ASCII.GetString(value).Split(' ');
        return parts.Length == 3 && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long offset) && int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out int database)
            ? new(parts[0], offset, database)
            : null;
    }
}
