using McpRedis.Diagnostics.Sampling;

namespace McpRedis.Diagnostics.Checks;

internal static class ClientBuffers
{
    private static readonly Threshold Size = new("clientBufferBytes", 33554432, "bytes", "memory of one ordinary connection");

    public static Check Check { get; } = new("RF033", CheckFamily.Clients, "A connection holds large buffers")
    {
        What = "tot-mem, or omem and qbuf, of ordinary connections and subscribers in CLIENT LIST.",
        Why = "It reads more slowly than it asks (KEYS, large LRANGE, MONITOR, a stuck subscriber). The memory counts towards maxmemory.",
        WhenNot = "A bulk export that reads at its pace.",
        Fix = ["Ask for pages (SCAN, ranges) instead of everything", "CLIENT KILL ID <id> for one that is stuck", "CONFIG SET client-output-buffer-limit \"normal 256mb 64mb 60\""],
        Risk = "A client over the limit is disconnected in the middle of a reply.",
        Change = "One client cannot take the memory of all.",
        Thresholds = [Size],
        Needs = [Question.Clients],
        Look = static (node, limits) =>
        {
            var large = node.Clients.Where(client => !client.Flags.AsSpan().ContainsAny("MS") && client.HeldBytes >= limits[Size]).ToList();
            return large.Count == 0 ? null : node.Sees(Severity.Warning, large.Sum(c => c.HeldBytes) / (node.MemoryRoom ?? double.MaxValue) * 5,
                Evidence.Count("connections", large.Count), Evidence.Bytes("the largest", large.Max(c => c.HeldBytes)), Evidence.Bytes("together", large.Sum(c => c.HeldBytes)));
        },
    };
}
