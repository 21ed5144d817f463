using System.Globalization;

namespace McpRedis.Migration.Probe;

// CONFIG GET client-output-buffer-limit (Redis 7.0; Valkey since 8 the same words):
//
//   normal 0 0 0 slave 268435456 67108864 60 pubsub 33554432 8388608 60

/// <summary>How much a server keeps for a replica that reads slowly before it cuts it off; 0 is no limit.</summary>
/// <param name="HardBytes">Cut off at once.</param>
/// <param name="SoftBytes">Cut off when above it for <paramref name="SoftSeconds"/>.</param>
/// <param name="SoftSeconds">For so long.</param>
internal sealed record BufferLimit(long HardBytes, long SoftBytes, long SoftSeconds)
{
    /// <summary>Null when the setting names no replicas.</summary>
    public static BufferLimit? OfReplica(string setting)
    {
        string[] words = setting.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (int i = 0; i + 3 < words.Length; i += 4)
        {
            if (words[i] is "slave" or "replica")
            {
                return new(Number(words[i + 1]), Number(words[i + 2]), Number(words[i + 3]));
            }
        }
        return null;
    }

    private static long Number(string word) => long.Parse(word, NumberStyles.None, CultureInfo.InvariantCulture);
}
