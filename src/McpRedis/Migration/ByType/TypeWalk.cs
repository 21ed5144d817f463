using McpRedis.Rdb.Canonical;
using McpRedis.Rdb.Elements;
using McpRedis.Rdb.Transcoding;
using McpRedis.Redis;

namespace McpRedis.Migration.ByType;

/// <summary>One reading of a value from its beginning to its end, for writing it or only for seeing whether it stayed the same.</summary>
/// <param name="source">Where it is.</param>
/// <param name="key">Its key.</param>
/// <param name="keys">The same for every reading that is held against this one.</param>
/// <param name="shape">What TYPE said.</param>
/// <param name="writer">Where the pieces go.</param>
/// <param name="isWriting">False where nothing is written, and what was is only kept.</param>
/// <param name="pace">Size of pieces.</param>
/// <param name="knowledge">What the ends do not have.</param>
internal sealed class TypeWalk(TypeEnd source, TypeKey key, CanonicalKeys keys, RdbShape shape, PieceWriter writer, bool isWriting, PiecePace pace, ServerKnowledge knowledge, CancellationToken cancellationToken)
{
    /// <summary>Takes every element.</summary>
    public CanonicalBuilder Digest { get; } = new(keys, shape);

    /// <summary>Null where nothing is written.</summary>
    public PieceWriter? Writer => isWriting ? writer : null;

    public PiecePace Pace => pace;

    public ServerKnowledge Knowledge => knowledge;

    /// <summary>What the target has no place for; complete when the last piece is answered.</summary>
    public TranscodeLosses Losses { get; } = new();

    /// <summary>Takes what a stream has beside its entries.</summary>
    public CanonicalBuilder State { get; } = new(keys, RdbShape.Set);

    /// <summary>One command gave the whole value, so nobody can have changed it meanwhile.</summary>
    public bool IsAtomic { get; set; }

    /// <summary>What was read does not fit together: somebody changed it meanwhile.</summary>
    public bool IsTorn { get; set; }

    /// <summary>Bytes of what was read.</summary>
    public long Bytes { get; set; }

    /// <summary>Asks one thing about the key.</summary>
    /// <exception cref="TypeErrorException">The server refused it.</exception>
    public async Task<RespValue> AskAsync(string command, params ReadOnlyMemory<byte>[] rest) => (await TryAsync(Call(command, rest)))[0].Checked(command);

    /// <summary>Asks several things at once; errors are values.</summary>
    public Task<RespValue[]> TryAsync(params TypeCall[] calls) => source.AskAsync(key.Database, key.Name, calls, cancellationToken);

    public TypeCall Call(string command, params ReadOnlyMemory<byte>[] rest) => source.Call(command, [key.Name, .. rest]);

    /// <summary>A command that names no key, for the server of this one.</summary>
    public TypeCall Plain(string command) => source.Call(command);

    /// <summary>By who reads as well as by who looks at the replies of the target.</summary>
    public void Lost(TranscodeLoss kind, long count)
    {
        lock (Losses)
        {
            Losses.Add(kind, count);
        }
    }

    /// <summary>Nothing changed between two readings.</summary>
    public bool IsSameAs(TypeWalk other) => !IsTorn && !other.IsTorn && Digest.Build() == other.Digest.Build() && State.Build() == other.State.Build();

    /// <summary>A piece is over.</summary>
    public Task SendAsync() => isWriting ? writer.SendAsync() : writer.KeepAsync();
}
