namespace McpRedis.Reply;

/// <summary>
/// How far a call is, for a client that asked to hear of it (<c>_meta.progressToken</c>); reports to nobody cost
/// nothing. Progress only grows: a report that is not above the last one is dropped, as the protocol asks.
/// </summary>
/// <param name="send">Puts one report on the wire: done, total, message. Null when nobody listens.</param>
internal sealed class CallProgress(Action<float, float?, string>? send)
{
    private float _last = -1;

    public static CallProgress None { get; } = new(null);

    /// <summary>Whether anybody listens.</summary>
    public bool IsWanted => send is not null;

    /// <param name="done">Units done; must grow from report to report.</param>
    /// <param name="total">Units in all; null while unknown.</param>
    /// <param name="message">What is going on, for a person: "deleted 12 000 of 50 000 keys". No keys or values, except where the message is the call's result.</param>
    public void Report(float done, float? total, string message)
    {
        if (send is not null && done > _last)
        {
            _last = done;
            send(done, total, message);
        }
    }
}
