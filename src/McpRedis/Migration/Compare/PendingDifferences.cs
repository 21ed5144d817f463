namespace McpRedis.Migration.Compare;

/// <summary>
/// Keys that differed when they were looked at while writers were at work. They are looked at again some time later, and again; one that agreed once
/// was only on its way, one that never did differs.
/// </summary>
/// <param name="tally">Where a key is counted, once, when it is settled.</param>
/// <param name="most">How many are held; what differs beyond that is taken at its word.</param>
internal sealed class PendingDifferences(CompareTally tally, int most)
{
    private readonly Dictionary<KeyName, KeyVerdict> _pending = [];

    public int Count => _pending.Count;

    public void Add(KeyVerdict verdict)
    {
        if (_pending.Count < most || _pending.ContainsKey(verdict.Name))
        {
            _pending[verdict.Name] = verdict;
        }
        else
        {
            tally.Differ(verdict);
        }
    }

    /// <summary>Keys to look at in the next round.</summary>
    public IReadOnlyList<KeyName> Round() => [.. _pending.Keys];

    /// <summary>What another look gave; null where it agrees now.</summary>
    public void Look(KeyName name, KeyVerdict? verdict)
    {
        if (!_pending.Remove(name))
        {
            return;
        }
        if (verdict is null)
        {
            tally.Agree();
        }
        else
        {
            _pending[name] = verdict;
        }
    }

    /// <summary>After the last round: what is left differs.</summary>
    public void Settle()
    {
        foreach (KeyVerdict verdict in _pending.Values)
        {
            tally.Differ(verdict);
        }
        _pending.Clear();
    }
}
