using System.Globalization;
using System.Text;
using McpRedis.Rdb;
using McpRedis.Rdb.Elements;

namespace McpRedis.Tests.Rdb.Elements;

/// <summary>Values as lines that a test can hold against others.</summary>
internal static class ElementText
{
    public static List<string> Of(RdbFlavour flavour, RdbType type, byte[] value)
    {
        if (type.IsStream())
        {
            return OfStream(type, value);
        }
        var lines = new List<string>();
        var elements = new RdbElements(flavour, type, value, new DecodeBuffers());
        while (elements.MoveNext())
        {
            string name = Encoding.UTF8.GetString(elements.Name);
            lines.Add(elements.Shape switch
            {
                RdbShape.Hash => $"{name}={Encoding.UTF8.GetString(elements.Value)}{(elements.ExpireAtMs == RdbElements.NoExpiry ? "" : $"@{elements.ExpireAtMs}")}",
                RdbShape.SortedSet => string.Create(CultureInfo.InvariantCulture, $"{name}:{elements.Score:R}"),
                RdbShape.Array => $"{elements.Index}={Encoding.UTF8.GetString(elements.Value)}",
                _ => name,
            });
        }
        return lines;
    }

    private static List<string> OfStream(RdbType type, byte[] value)
    {
        var lines = new List<string>();
        var entries = new StreamEntries(type, value, new DecodeBuffers());
        while (entries.MoveNext())
        {
            string line = $"{entries.Id}";
            while (entries.NextField())
            {
                line += $" {Encoding.UTF8.GetString(entries.Field)}={Encoding.UTF8.GetString(entries.Value)}";
            }
            lines.Add(line);
        }
        StreamState state = entries.State();
        lines.Add($"length {state.Length} last {state.LastId}");
        lines.AddRange(state.Counters is { } counters ? [$"first {counters.FirstId} deleted {counters.LargestDeletedId} added {counters.EntriesAdded}"] : []);
        foreach (StreamGroup group in state.Groups)
        {
            lines.Add($"group {Encoding.UTF8.GetString(group.Name)} {group.LastId} read {group.EntriesRead?.ToString(CultureInfo.InvariantCulture) ?? "?"}");
            lines.AddRange(group.Consumers.Select(consumer => $"consumer {Encoding.UTF8.GetString(consumer.Name)}{(consumer.ActiveMs is null ? "" : " active")}"));
            lines.AddRange(group.Pending.Select(pending =>
                $"pending {pending.Id} {pending.DeliveredAtMs} {pending.Deliveries} {(pending.Owner < 0 ? $"{pending.Owner}" : Encoding.UTF8.GetString(group.Consumers[pending.Owner].Name))}"));
        }
        lines.AddRange(state.Idempotence is { IsUsed: true } idempotence ? [$"producers {idempotence.Producers.Count} added {idempotence.Added}"] : []);
        return lines;
    }
}
