using McpRedis.Rdb.Elements;

namespace McpRedis.Rdb.Canonical;

/// <summary>Which consumer groups of two streams differ.</summary>
internal static class GroupDifferences
{
    public static void Describe(StreamState source, StreamState target, ValueDescription described)
    {
        var found = new Dictionary<string, StreamGroup>(StringComparer.Ordinal);
        foreach (StreamGroup group in target.Groups)
        {
            found[Convert.ToHexString(group.Name)] = group;
        }
        foreach (StreamGroup expected in source.Groups)
        {
            if (!found.Remove(Convert.ToHexString(expected.Name), out StreamGroup? group))
            {
                described.Add(ValueAspect.Groups, ElementDifferenceKind.MissingOnTarget, expected.Name);
            }
            else if (Aspect(expected, group) is not ValueAspect.None and var aspect)
            {
                described.Add(aspect, ElementDifferenceKind.Differs, expected.Name);
            }
        }
        foreach (StreamGroup extra in found.Values)
        {
            described.Add(ValueAspect.Groups, ElementDifferenceKind.ExtraOnTarget, extra.Name);
        }
    }

    private static ValueAspect Aspect(StreamGroup expected, StreamGroup found)
    {
        bool same = expected.LastId == found.LastId && Consumers(expected).SetEquals(Consumers(found));
        ILookup<bool, string> wanted = Pending(expected), here = Pending(found);
        return !same || !wanted[false].ToHashSet(StringComparer.Ordinal).SetEquals(here[false]) ? ValueAspect.Groups
            : !wanted[true].ToHashSet(StringComparer.Ordinal).SetEquals(here[true]) ? ValueAspect.Nacked
            : ValueAspect.None;
    }

    private static HashSet<string> Consumers(StreamGroup group) =>
        group.Consumers.Select(consumer => Convert.ToHexString(consumer.Name)).ToHashSet(StringComparer.Ordinal);

    // By whether it was given back.
    private static ILookup<bool, string> Pending(StreamGroup group) => group.Pending.ToLookup(
        pending => pending.Owner == StreamPending.Nacked,
        pending => $"{pending.Id} {pending.DeliveredAtMs} {pending.Deliveries} {(pending.Owner >= 0 ? Convert.ToHexString(group.Consumers[pending.Owner].Name) : "")}");
}
