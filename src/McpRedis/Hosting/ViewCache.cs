using McpRedis.Guard;

namespace McpRedis.Hosting;

/// <summary>
/// The views in use, one for each grant. Grants come from tokens, which anybody with a key to sign may make at will, so
/// there is a most; the one unused longest goes. Whoever holds it goes on with it: a view needs no end.
/// </summary>
/// <param name="make">Makes one.</param>
internal sealed class ViewCache(Func<Grant, ServerView> make)
{
    /// <summary>Far more kinds of callers than an operator tells apart; some ten kilobytes each.</summary>
    public const int Capacity = 256;

    private readonly Dictionary<Grant, LinkedListNode<ServerView>> _byGrant = [];
    private readonly LinkedList<ServerView> _byUse = new();
    private readonly Lock _lock = new();

    public ServerView Get(Grant grant)
    {
        lock (_lock)
        {
            if (_byGrant.TryGetValue(grant, out var known))
            {
                _byUse.Remove(known);
                _byUse.AddFirst(known);
                return known.Value;
            }
            if (_byGrant.Count == Capacity)
            {
                _byGrant.Remove(_byUse.Last!.Value.Grant);
                _byUse.RemoveLast();
            }
            var view = make(grant);
            _byGrant[grant] = _byUse.AddFirst(view);
            return view;
        }
    }
}
