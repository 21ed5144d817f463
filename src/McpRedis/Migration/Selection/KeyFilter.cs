namespace McpRedis.Migration.Selection;

/// <summary>
/// Which keys a migration takes: a key must match one of what is included (everything where that is empty) and none of what is excluded,
/// and its type, expiry and size must be within the limits. Every question is asked as soon as its answer is known, a name before
/// anything is read of the key. Nothing is allocated.
/// </summary>
/// <param name="include">Any of these; empty for all keys.</param>
/// <param name="exclude">None of these.</param>
/// <param name="types">Null for all.</param>
/// <param name="limits">Of expiry and size.</param>
internal sealed class KeyFilter(IReadOnlyList<KeyPattern> include, IReadOnlyList<KeyPattern> exclude, KeyTypes? types, KeyLimits limits)
{
    private readonly KeyPattern[] _include = [.. include];
    private readonly KeyPattern[] _exclude = [.. exclude];

    /// <summary>Takes every key, so nothing need be looked at.</summary>
    public bool TakesAll => _include.Length == 0 && _exclude.Length == 0 && types is null && limits == KeyLimits.None;

    /// <summary>Sizes matter, so they must be asked for.</summary>
    public bool NeedsSize => limits.MaxBytes is not null;

    /// <summary>Types matter.</summary>
    public bool NeedsType => types is not null;

    public bool TakesKey(ReadOnlySpan<byte> key)
    {
        bool taken = _include.Length == 0;
        for (int i = 0; !taken && i < _include.Length; i++)
        {
            taken = _include[i].IsMatch(key);
        }
        for (int i = 0; taken && i < _exclude.Length; i++)
        {
            taken = !_exclude[i].IsMatch(key);
        }
        return taken;
    }

    /// <param name="type">One flag: the type of the key.</param>
    public bool TakesType(KeyTypes type) => types is not { } wanted || (wanted & type) != 0;

    /// <param name="ttlMs">Time left; null for a key without expiry, which is a time without end.</param>
    public bool TakesTtl(long? ttlMs) =>
        (limits.MinTtlMs is not { } min || ttlMs is null || ttlMs >= min)
        && (limits.MaxTtlMs is not { } max || ttlMs <= max);

    /// <param name="bytes">As MEMORY USAGE tells, or the size of the serialized value where that is all there is.</param>
    public bool TakesSize(long bytes) => limits.MaxBytes is not { } max || bytes <= max;
}

/// <summary>Limits of expiry and size; null where there is none.</summary>
/// <param name="MinTtlMs">Keys that expire sooner stay behind.</param>
/// <param name="MaxTtlMs">Keys that expire later, or never, stay behind.</param>
/// <param name="MaxBytes">Larger keys stay behind.</param>
internal readonly record struct KeyLimits(long? MinTtlMs, long? MaxTtlMs, long? MaxBytes)
{
    public static KeyLimits None => default;
}
