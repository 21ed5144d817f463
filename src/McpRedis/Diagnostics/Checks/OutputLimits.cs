using System.Globalization;
using McpRedis.Diagnostics.Sampling;

namespace McpRedis.Diagnostics.Checks;

// CONFIG GET client-output-buffer-limit:  normal 0 0 0 slave 268435456 67108864 60 pubsub 33554432 8388608 60

/// <summary>Limits of output buffers by class of client.</summary>
internal static class OutputLimits
{
    /// <summary>The hard limit in bytes, 0 for none; null when the class is not told.</summary>
    /// <param name="node">Whose.</param>
    /// <param name="names">The class, under its old and its new name.</param>
    public static double? Hard(NodeSample node, params string[] names)
    {
        string[] words = node.Setting("client-output-buffer-limit")?.Split(' ') ?? [];
        for (int i = 0; i + 3 < words.Length; i += 4)
        {
            if (names.Contains(words[i]) && double.TryParse(words[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out double hard))
            {
                return hard;
            }
        }
        return null;
    }
}
