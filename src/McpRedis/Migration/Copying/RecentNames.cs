namespace McpRedis.Migration.Copying;

/// <summary>
/// Names that SCAN brought lately: under another name on the target a key that came twice looks like two keys that meet there, and one of those would be
/// lost without a word. As many are kept as by <see cref="RecentKeys"/>, at least.
/// </summary>
internal sealed class RecentNames
{
    private HashSet<ulong> _now = [];
    private HashSet<ulong> _before = [];

    /// <summary>Whether it did not come before; it has from now on.</summary>
    public bool IsNew(ReadOnlySpan<byte> name)
    {
        ulong hash = RecentKeys.Hash(name);
        if (_before.Contains(hash) || !_now.Add(hash))
        {
            return false;
        }
        if (_now.Count == RecentKeys.Size)
        {
            (_now, _before) = (_before, _now);
            _now.Clear();
        }
        return true;
    }
}
