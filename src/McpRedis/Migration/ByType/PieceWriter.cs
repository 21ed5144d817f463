using McpRedis.Redis;

namespace McpRedis.Migration.ByType;

/// <summary>
/// Writes pieces of a value to a name of their own on the target, one piece under way while the next is read. The name has an expiry that every
/// piece puts off, so that it goes by itself when we are gone.
/// </summary>
/// <param name="target">Where to.</param>
/// <param name="database">Its number there.</param>
/// <param name="name">The temporary name. What is there is taken away first.</param>
/// <param name="lease">How long it stays after the last piece.</param>
internal sealed class PieceWriter(TypeEnd target, int database, byte[] name, TimeSpan lease, TimeProvider time, CancellationToken cancellationToken)
{
    private readonly ReadOnlyMemory<byte> _leaseMs = Words.Of((long)lease.TotalMilliseconds);
    private List<(TypeCall Call, Action<RespValue>? OnReply)> _calls = [(target.Call("UNLINK", name), null)];
    private long _kept;
    private Task _underWay = Task.CompletedTask;

    /// <summary>A command of the piece; an error ends the copy of the key.</summary>
    public void Add(string command, params ReadOnlyMemory<byte>[] rest) => _calls.Add((target.Call(command, [name, .. rest]), null));

    /// <summary>A command that may fail; its reply is looked at by who sent it.</summary>
    public void Try(Action<RespValue> onReply, string command, params ReadOnlyMemory<byte>[] rest) => _calls.Add((target.Call(command, [name, .. rest]), onReply));

    /// <summary>The piece is whole: it goes out when the one before is in.</summary>
    public async Task SendAsync()
    {
        await _underWay;
        var calls = _calls;
        _calls = [];
        _underWay = calls.Count == 0 ? Task.CompletedTask : SendAsync(calls);
    }

    /// <summary>Sends the rest and waits for all of it.</summary>
    public async Task EndAsync()
    {
        await SendAsync();
        await _underWay;
    }

    /// <summary>Puts the expiry off while nothing is written, before half of it is over.</summary>
    public Task KeepAsync() => time.GetElapsedTime(_kept) > lease / 2 ? SendAsync([]) : Task.CompletedTask;

    private async Task SendAsync(List<(TypeCall Call, Action<RespValue>? OnReply)> calls)
    {
        _kept = time.GetTimestamp();
        calls.Add((target.Call("PEXPIRE", name, _leaseMs), null));
        var replies = await target.AskAsync(database, name, [.. calls.Select(call => call.Call)], cancellationToken);
        for (int i = 0; i < replies.Length; i++)
        {
            if (calls[i].OnReply is { } onReply)
            {
                onReply(replies[i]);
            }
            else
            {
                _ = replies[i].Checked(calls[i].Call.Command.FullName);
            }
        }
    }
}
