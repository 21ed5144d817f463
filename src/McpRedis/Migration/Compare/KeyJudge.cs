using McpRedis.Rdb;
using McpRedis.Rdb.Canonical;

namespace McpRedis.Migration.Compare;

/// <summary>Says of one key whether both sides agree. Not for concurrent use.</summary>
/// <param name="values">Compares values.</param>
/// <param name="ttls">Compares when keys go.</param>
/// <param name="announced">In what values may differ, because the plan said so.</param>
internal sealed class KeyJudge(ValueComparer values, TtlComparer ttls, ValueAspect announced)
{
    /// <returns>Null where they agree.</returns>
    public KeyVerdict? Judge(KeyName name, in KeySide source, in KeySide target, long nowMs)
    {
        if (!source.Exists || !target.Exists)
        {
            return source.Exists == target.Exists || IsGoing(source.ExpireAtMs, nowMs) || IsGoing(target.ExpireAtMs, nowMs) ? null
                : new KeyVerdict(name, source.Exists ? CompareCategory.MissingOnTarget : CompareCategory.ExtraOnTarget);
        }
        TtlDifference ttl = ttls.Compare(source.ExpireAtMs, target.ExpireAtMs);
        ValueComparison found;
        try
        {
            found = values.Compare(source.Value, target.Value, nowMs).Without(announced);
        }
        catch (RdbFormatException wrong)
        {
            return new KeyVerdict(name, CompareCategory.Unreadable) { Reason = wrong.Reason };
        }
        return Verdict(name, found, ttl);
    }

    /// <summary>The same of values that were read by plain commands: their canonical forms.</summary>
    /// <returns>Null where they agree.</returns>
    public KeyVerdict? Judge(KeyName name, CommandValue source, CommandValue target, long nowMs)
    {
        if (source.Trouble is not null || target.Trouble is not null)
        {
            return new KeyVerdict(name, CompareCategory.Unreadable) { Reason = source.Trouble ?? target.Trouble };
        }
        if (!source.Exists || !target.Exists)
        {
            return source.Exists == target.Exists || IsGoing(source.ExpireAtMs, nowMs) || IsGoing(target.ExpireAtMs, nowMs) ? null
                : new KeyVerdict(name, source.Exists ? CompareCategory.MissingOnTarget : CompareCategory.ExtraOnTarget);
        }
        ValueComparison found = new ValueComparison { Aspects = source.Form!.DifferencesTo(target.Form!) }.Without(announced);
        return Verdict(name, found, ttls.Compare(source.ExpireAtMs, target.ExpireAtMs));
    }

    private static KeyVerdict? Verdict(KeyName name, ValueComparison found, TtlDifference ttl)
    {
        return found.IsEqual && ttl == TtlDifference.None ? null : new KeyVerdict(name, Category(found.Aspects))
        {
            Aspects = found.Aspects,
            Ttl = ttl,
            MissingElements = found.Missing,
            ExtraElements = found.Extra,
            DifferingElements = found.Differing,
            Examples = found.Examples,
        };

        CompareCategory Category(ValueAspect aspects) =>
            (aspects & ValueAspect.Shape) != 0 ? CompareCategory.Type
            : (aspects & ~(ValueAspect.FieldTtls | ValueAspect.ModuleValue)) != 0 ? CompareCategory.Value
            : ttl != TtlDifference.None ? CompareCategory.Ttl
            : (aspects & ValueAspect.FieldTtls) != 0 ? CompareCategory.FieldTtls
            : CompareCategory.CannotTell;
    }

    // A key whose time is over, or will be before anybody could look again, is there on one server and not on another: nobody's fault.
    private bool IsGoing(long? expireAtMs, long nowMs) => expireAtMs is { } at && at <= nowMs + ttls.ToleranceMs;
}
