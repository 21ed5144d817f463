namespace McpRedis.Reply;

/// <summary>
/// How much a reply may hold. Tools take from it while they read and stop when it is spent; what was cut is said
/// in the reply (<c>truncated</c>, <c>truncatedBy</c>, <c>cursor</c>). One instance per call, not thread-safe.
/// </summary>
/// <param name="maxBytes">Size of the JSON in bytes; default 32 KiB, at most 4 MiB.</param>
/// <param name="maxItems">Items of a page; default 500.</param>
/// <param name="maxValueBytes">Bytes shown of a single value that was not asked for by range; default 4 KiB.</param>
internal sealed class OutputBudget(int maxBytes, int maxItems = OutputBudget.DefaultItems, int maxValueBytes = OutputBudget.DefaultValueBytes)
{
    public const int DefaultBytes = 32 * 1024;
    public const int LargestBytes = 4 * 1024 * 1024;
    public const int DefaultItems = 500;
    public const int DefaultValueBytes = 4 * 1024;

    // The envelope (names, ttl, cursor) is paid for up front.
    private const int EnvelopeBytes = 512;

    // The key a caller named is repeated in the reply; it may take an eighth of it.
    private const int EchoShare = 8;

    private int _bytesLeft = maxBytes - EnvelopeBytes;
    private int _itemsLeft = maxItems;

    public int MaxBytes { get; } = maxBytes;

    public int MaxItems { get; } = maxItems;

    public int MaxValueBytes { get; } = Math.Min(maxValueBytes, maxBytes / 2);

    /// <summary>JSON bytes one value may take, escapes counted: two of them fit into an empty reply beside the key, so that no item is ever too large to be shown.</summary>
    public int MaxValueJsonBytes { get; } = (maxBytes - EnvelopeBytes - (maxBytes / EchoShare) - 256) / 2;

    public int BytesLeft => Math.Max(0, _bytesLeft);

    public int ItemsLeft => Math.Max(0, _itemsLeft);

    /// <summary>Which limit refused the last item: <c>bytes</c> or <c>items</c>; null while nothing was refused.</summary>
    public string? CutBy { get; private set; }

    /// <summary>Takes one item of about <paramref name="jsonBytes"/>; false, and nothing taken, when it does not fit.</summary>
    public bool TryTake(int jsonBytes)
    {
        if (_itemsLeft < 1)
        {
            CutBy = "items";
            return false;
        }
        if (_bytesLeft < jsonBytes)
        {
            CutBy = "bytes";
            return false;
        }
        _itemsLeft--;
        _bytesLeft -= jsonBytes;
        return true;
    }

    /// <summary>Takes bytes that are not an item of a page: a field of a fixed set.</summary>
    public bool TryTakeText(int jsonBytes)
    {
        _itemsLeft++;
        return TryTake(jsonBytes);
    }

    /// <summary>Takes bytes of what is told in any case, whether they are there or not.</summary>
    public void Spend(int jsonBytes) => _bytesLeft -= jsonBytes;

    /// <summary>Takes a stored value as an item, cut at <see cref="MaxValueBytes"/>; null when even the cut value does not fit.</summary>
    /// <param name="bytes">What was read of the value.</param>
    /// <param name="sizeBytes">Size of the whole value in bytes.</param>
    /// <param name="overheadBytes">JSON around the value.</param>
    public RedisText? TryTakeValue(ReadOnlyMemory<byte> bytes, long sizeBytes, int overheadBytes = 32)
    {
        var shown = Cut(bytes).Bytes;   // the size of the whole is the caller's to know
        return TryTake(TextCut.JsonSize(shown.Span) + overheadBytes) ? new RedisText(shown, sizeBytes) : null;
    }

    /// <summary>Takes two stored values as one item, each cut at <see cref="MaxValueBytes"/>; null, and nothing taken, when they do not fit.</summary>
    public (RedisText First, RedisText Second)? TryTakePair(ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second)
    {
        var a = Cut(first);
        var b = Cut(second);
        return TryTake(TextCut.JsonSize(a.Bytes.Span) + TextCut.JsonSize(b.Bytes.Span) + 112) ? (a, b) : null;
    }

    /// <summary>A key of the caller's own, always shown and cut where it is very long. The caller has the rest.</summary>
    public RedisText Echo(ReadOnlyMemory<byte> key)
    {
        var shown = ShortKey(key);
        _bytesLeft -= TextCut.JsonSize(shown.Bytes.Span);
        return shown;
    }

    /// <summary>As <see cref="Echo"/>, for one of many: nothing is taken yet.</summary>
    public RedisText ShortKey(ReadOnlyMemory<byte> key) =>
        new(TextCut.ToJsonSize(TextCut.AtCharacter(key, MaxBytes / EchoShare), MaxBytes / EchoShare), key.Length);

    /// <summary>What is shown of a value that was not asked for by range.</summary>
    public RedisText Cut(ReadOnlyMemory<byte> bytes) => new(TextCut.ToJsonSize(TextCut.AtCharacter(bytes, MaxValueBytes), MaxValueJsonBytes), bytes.Length);
}
