namespace McpRedis.Tests.Support;

/// <summary>What a <see cref="FaultProxy"/> does to the bytes of its connections.</summary>
internal abstract record NetworkFault
{
    /// <summary>Nothing: bytes pass.</summary>
    public static readonly NetworkFault None = new Pass();

    /// <summary>Connections are accepted and what is sent is swallowed, in both directions.</summary>
    public static readonly NetworkFault BlackHole = new Swallow(Requests: true, Replies: true);

    /// <summary>Commands arrive and are executed; their replies never come back.</summary>
    public static readonly NetworkFault LoseReplies = new Swallow(Requests: false, Replies: true);

    /// <summary>New connections are reset, open ones at their next byte.</summary>
    public static readonly NetworkFault Reset = new Rst();

    /// <summary>The client reads end of stream in place of a reply; the connection stays open for what it sends.</summary>
    public static readonly NetworkFault HalfClose = new Fin();

    /// <summary>A connection is closed once its client got this many bytes of replies, counted from the next one.</summary>
    public static NetworkFault CutAfter(int replyBytes) => new Cut(replyBytes);

    /// <summary>Replies come in pieces of this size with a pause before each.</summary>
    public static NetworkFault Drip(int bytes, TimeSpan pause) => new Trickle(bytes, pause);

    /// <summary>Replies come later.</summary>
    public static NetworkFault Delay(TimeSpan delay) => new Trickle(int.MaxValue, delay);

    /// <summary>This byte comes ahead of the next reply of every connection, once each.</summary>
    public static NetworkFault Garbage(byte value) => new Stray(value);

    internal sealed record Pass : NetworkFault;

    internal sealed record Swallow(bool Requests, bool Replies) : NetworkFault;

    internal sealed record Rst : NetworkFault;

    internal sealed record Fin : NetworkFault;

    internal sealed record Cut(int Bytes) : NetworkFault;

    internal sealed record Trickle(int Bytes, TimeSpan Pause) : NetworkFault;

    internal sealed record Stray(byte Value) : NetworkFault;
}
