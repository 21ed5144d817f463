namespace McpRedis.Migration.Compare;

/// <summary>Counts what a comparison finds, with some examples of each category and, up to a limit, all keys for a repair.</summary>
/// <param name="examples">Keys named of each category.</param>
/// <param name="heldKeys">Keys held for a repair; what is beyond is counted alone.</param>
internal sealed class CompareTally(int examples, int heldKeys)
{
    private static readonly CompareCategory[] Categories = Enum.GetValues<CompareCategory>();
    private readonly long[] _counts = new long[Categories.Length];
    private readonly List<KeyVerdict>[] _examples = [.. Categories.Select(_ => new List<KeyVerdict>())];
    private readonly List<KeyVerdict> _held = [];

    /// <summary>Keys that were compared, those that agree included.</summary>
    public long Checked { get; private set; }

    /// <summary>Keys that agree.</summary>
    public void Agree(long keys = 1) => Checked += keys;

    public void Differ(KeyVerdict verdict)
    {
        Checked++;
        _counts[(int)verdict.Category]++;
        if (_examples[(int)verdict.Category].Count < examples)
        {
            _examples[(int)verdict.Category].Add(verdict);
        }
        if (_held.Count < heldKeys)
        {
            _held.Add(verdict);
        }
    }

    /// <summary>Keys that differ and are not known by name.</summary>
    public void Differ(CompareCategory category, long keys)
    {
        Checked += keys;
        _counts[(int)category] += keys;
    }

    /// <summary>The state of things.</summary>
    /// <param name="keys">How many keys there are to compare, compared or not.</param>
    public CompareReport Report(long keys) => new(
        new SamplingStatement(keys, Checked, _counts.Sum()),
        [.. Categories.Where(category => _counts[(int)category] > 0).Select(category => new CompareFinding(category, _counts[(int)category], [.. _examples[(int)category]]))],
        [.. _held]);
}
