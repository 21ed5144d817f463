namespace McpRedis.Migration.Compare;

/// <summary>Which names of a walk are taken, each once, and how many there were to choose from. Shared by the masters of a side.</summary>
/// <param name="isChosen">By hash; null for all.</param>
/// <param name="once">Those seen before are passed over; costs memory, so for samples alone.</param>
/// <param name="into">Gets the hashes of all names, chosen or not; null where nobody needs them.</param>
internal sealed class KeyChoice(Func<ulong, bool>? isChosen, bool once, KeyHashes? into)
{
    private readonly Lock _lock = new();
    private readonly HashSet<ulong> _seen = [];

    /// <summary>Names that were selected, as often as SCAN gave them.</summary>
    public long Selected { get; private set; }

    /// <param name="hash">Of a name that is selected.</param>
    public bool Take(ulong hash)
    {
        lock (_lock)
        {
            Selected++;
            into?.Add(hash);
            return isChosen?.Invoke(hash) != false && (!once || _seen.Add(hash));
        }
    }
}
