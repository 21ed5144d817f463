using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using McpRedis.Redis.Raw;

namespace McpRedis.Migration.ByType;

// key            key:mcp-redis-copy:7f3a9c1e:{4711}     slot of {4711} is that of key
// {user:1}:cart  {user:1}:cart:mcp-redis-copy:7f3a9c1e: what is between the braces decides already
// a{b            a{b:mcp-redis-copy:7f3a9c1e:4711       the whole name decides; braces would make another of it

/// <summary>
/// The name under which a value is put together before it takes its place: in the slot of its key, so that a cluster renames it, and with its key at the
/// front, so that it lies in the key scope. The same migration gives a key the same name again, and finds what it left behind.
/// </summary>
internal static class TemporaryName
{
    private const string Mark = ":mcp-redis-copy:";

    private static readonly ConcurrentDictionary<int, string> Tags = new();

    /// <param name="key">The name it will have.</param>
    /// <param name="owner">Of the migration, so that two of them do not write into one.</param>
    /// <param name="isCluster">Slots matter.</param>
    public static byte[] Of(byte[] key, string owner, bool isCluster)
    {
        byte[] plain = With(key, "");
        if (!isCluster || HasTag(key))
        {
            return plain;
        }
        int slot = KeySlot.Of(key);
        return key.AsSpan().Contains((byte)'{')
            ? Numbers().Select(number => With(key, number)).First(name => KeySlot.Of(name) == slot)
            : With(key, $"{{{Tags.GetOrAdd(slot, static wanted => Numbers().First(number => KeySlot.Of(Encoding.ASCII.GetBytes(number)) == wanted))}}}");

        byte[] With(byte[] name, string end) => [.. name, .. Encoding.ASCII.GetBytes($"{Mark}{owner}:{end}")];
    }

    private static bool HasTag(ReadOnlySpan<byte> key)
    {
        int open = key.IndexOf((byte)'{');
        return open >= 0 && key[(open + 1)..].IndexOf((byte)'}') > 0;
    }

    private static IEnumerable<string> Numbers() => Enumerable.Range(0, int.MaxValue).Select(static number => number.ToString(CultureInfo.InvariantCulture));
}
