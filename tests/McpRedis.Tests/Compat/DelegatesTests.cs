using Pipelines.Sockets.Unofficial;

namespace McpRedis.Tests.Compat;

public sealed class DelegatesTests
{
    [Fact]
    public void One_handler_is_single_two_are_not()
    {
        Action one = () => { };

        Assert.True(Delegates.IsSingle(one));
        Assert.False(Delegates.IsSingle(one + one));
        Assert.False(Delegates.IsSingle(null));
    }

    [Fact]
    public void Handlers_come_in_the_order_they_were_added()
    {
        var called = new List<int>();
        Action all = () => called.Add(1);
        all += () => called.Add(2);
        all += () => called.Add(3);
        foreach (var handler in Delegates.AsEnumerable(all))
        {
            Assert.True(Delegates.IsSingle(handler));
            handler();
        }

        Assert.Equal([1, 2, 3], called);
    }

    [Fact]
    public void No_handler_is_an_empty_walk()
    {
        foreach (var handler in Delegates.AsEnumerable<Action>(null))
        {
            Assert.Fail($"There is {handler}.");
        }
    }

    [Fact]
    public void Walking_allocates_nothing()
    {
        Action all = () => { };
        all += () => { };
        Walk(all);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Walk(all);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        static void Walk(Action all)
        {
            foreach (var handler in Delegates.AsEnumerable(all))
            {
                handler();
            }
        }
    }

    // The client calls Dispose through the constraint, which no reference of its metadata shows.
    [Fact]
    public void The_enumerator_is_disposable() =>
        Assert.True(typeof(IDisposable).IsAssignableFrom(typeof(Delegates.DelegateEnumerator<Action>)));
}
