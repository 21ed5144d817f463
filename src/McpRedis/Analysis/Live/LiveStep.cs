using McpRedis.Analysis.Counting;
using McpRedis.Redis.Raw;

namespace McpRedis.Analysis.Live;

/// <summary>The keys of one step of SCAN and what was answered of them so far.</summary>
internal sealed class LiveStep : IDisposable
{
    private LiveKey[] _keys = [];

    public KeyBatch Names { get; } = new();

    /// <summary>Keys that SCAN was asked to go over.</summary>
    public int Wanted { get; set; }

    /// <summary>Where SCAN goes on after them; 0 for the end.</summary>
    public ulong Cursor { get; set; }

    public ref LiveKey this[int index] => ref _keys[index];

    /// <summary>Begins anew with the names there are.</summary>
    public void Open()
    {
        if (_keys.Length < Names.Count)
        {
            _keys = new LiveKey[Math.Max(Names.Count, _keys.Length * 2)];
        }
        _keys.AsSpan(0, Names.Count).Fill(LiveKey.Fresh);
    }

    public KeyFact Fact(int index, int database)
    {
        ref readonly var key = ref _keys[index];
        return new()
        {
            Database = database,
            Name = Names[index],
            Type = key.Type,
            Encoding = key.Encoding,
            Length = key.Length,
            SizeBytes = key.SizeBytes,
            TtlMs = key.TtlMs,
            IdleSeconds = key.IdleSeconds,
            Frequency = key.Frequency,
        };
    }

    public void Dispose() => Names.Dispose();
}
