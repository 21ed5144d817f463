using System.Globalization;
using McpRedis.Guard;
using McpRedis.Hosting;
using McpRedis.Pipeline;
using McpRedis.Redis;
using McpRedis.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace McpRedis.Tests.Hosting;

public sealed class ViewCacheTests(RedisFixture redis)
{
    [Fact]
    public async Task Callers_with_the_same_rights_share_a_view()
    {
        await using var composition = Compose();
        Assert.Same(composition.Local, composition.View(new Grant()));
        Assert.Same(composition.Connections, composition.Local.Connections);
        var view = composition.View(Of(1));
        Assert.Same(view, composition.View(Of(1)));
        Assert.Same(view.Options, composition.View(Of(1)).Options);
        Assert.NotSame(view, composition.View(Of(2)));
        Assert.Same(composition.Subscriptions, view.Subscriptions);
    }

    [Fact]
    public async Task The_one_unused_longest_goes_and_works_on_for_whoever_holds_it()
    {
        await using var composition = Compose();
        var (kept, gone) = (composition.View(Of(0)), composition.View(Of(1)));
        for (int i = 2; i < ViewCache.Capacity + 1; i++)
        {
            composition.View(Of(i));
            Assert.Same(kept, composition.View(Of(0)));
        }
        Assert.NotSame(gone, composition.View(Of(1)));
        var outcome = await gone.Pipeline.RunAsync(new CallRequest(gone.Catalogue.Find("redis_key_scan")!, null) { Principal = new("ada", Of(1)) }, TestTimeout.Token());
        Assert.Null(outcome.Code);
    }

    // Prefixes may be as many as callers; the lists of tools are large.
    [Fact]
    public async Task Views_that_differ_in_keys_share_what_they_list()
    {
        await using var composition = Compose();
        Assert.Same(composition.View(Of(1)).Listing, composition.View(Of(2)).Listing);
        Assert.NotSame(composition.View(Of(1)).Listing, composition.View(Of(1) with { Access = AccessLevel.Write }).Listing);
        Assert.NotSame(composition.View(Of(1)).Listing, composition.View(Of(1) with { Connections = ["two"] }).Listing);
        Assert.Same(composition.View(Of(1) with { Connections = null }).Listing, composition.View(Of(1) with { Connections = ["two", "one", "none"] }).Listing);
    }

    [Fact]
    public async Task Many_at_once_make_one()
    {
        await using var composition = Compose();
        var views = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(() => composition.View(Of(1)).Options)));
        Assert.Single(views.Distinct());
    }

    [Fact]
    public async Task Shared_services_hold_no_other_connections()
    {
        await using var composition = Compose();
        var view = composition.View(new Grant { Connections = ["one"] });
        Assert.Equal(["one"], Assert.IsType<McpRedis.Redis.Connections.ConnectionRegistry>(view.GetService(typeof(McpRedis.Redis.Connections.ConnectionRegistry))).Names);
        Assert.Null(composition.GetService(typeof(McpRedis.Redis.Connections.ConnectionRegistry)));
    }

    private Composition Compose() => new(ToolHarness.Everything, [redis.Options("one"), redis.Options("two")], null, NullLoggerFactory.Instance, TimeProvider.System);

    private static Grant Of(int number) => new() { Access = AccessLevel.Read, Connections = ["one"], KeyPrefixes = [number.ToString(CultureInfo.InvariantCulture)] };
}
