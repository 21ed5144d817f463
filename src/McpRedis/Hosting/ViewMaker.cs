using McpRedis.Catalogue;
using McpRedis.Guard;

namespace McpRedis.Hosting;

/// <summary>
/// Makes the views. The first is the local one; every other one is that with less. Key prefixes may be as many as there
/// are callers, but what is listed does not depend on them, so those with the same access and connections share a <see cref="Listing"/>.
/// </summary>
/// <param name="shared">What all views have in common.</param>
/// <param name="listed">What the operator lists.</param>
/// <param name="allowed">What the operator allows.</param>
internal sealed class ViewMaker(Composition shared, CatalogueOptions listed, GuardOptions allowed)
{
    /// <summary>Listings kept; each is some hundreds of kilobytes once it was shown.</summary>
    public const int MostListings = 32;

    private readonly Dictionary<(Risk Highest, string Connections), Listing> _listings = [];

    public ServerView Local()
    {
        var listing = new Listing(new ToolCatalogue(listed), isLimited: false, shared.Connections, shared.Time);
        return new ServerView(shared, Principal.Local.Grant, shared.Connections, listing, allowed);
    }

    /// <summary>Not by two at once.</summary>
    public ServerView Make(Grant grant)
    {
        var access = grant.Access < allowed.Access ? grant.Access : allowed.Access;
        var connections = shared.Connections.Narrow(grant.Access, grant.Connections, grant.KeyPrefixes);
        var key = (GuardPolicy.HighestRisk(access), string.Join(',', connections.Names));
        if (!_listings.TryGetValue(key, out var listing))
        {
            if (_listings.Count == MostListings)
            {
                _listings.Clear();   // views that use them keep them
            }
            var catalogue = new ToolCatalogue(listed with { HighestRisk = key.Item1, Connections = connections.Names });
            _listings[key] = listing = new Listing(catalogue, connections.Names.Count < shared.Connections.Names.Count, connections, shared.Time);
        }
        return new ServerView(shared, grant, connections, listing, allowed with { Access = access });
    }
}
