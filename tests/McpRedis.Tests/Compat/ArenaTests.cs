using System.Runtime.CompilerServices;
using Pipelines.Sockets.Unofficial.Arenas;

namespace McpRedis.Tests.Compat;

public sealed class ArenaTests
{
    // As the client's own element: a struct that holds a sequence of itself.
    private struct Node
    {
        public int Value;
        public Sequence Children;
    }

    [Fact]
    public void Allocations_between_resets_do_not_overlap()
    {
        var arena = new Arena<int>(null, null);
        var sequences = Enumerable.Range(1, 200).Select(n => Filled(arena, n)).ToArray();

        Assert.All(sequences, s => Assert.All(s.FirstSpan.ToArray(), v => Assert.Equal(s.Length, v)));
    }

    [Fact]
    public void Reset_makes_the_same_slots_available_again()
    {
        var arena = new Arena<int>(null, null);
        ref var first = ref arena.Allocate(1000)[0];
        arena.Reset();

        Assert.True(Unsafe.AreSame(ref first, ref arena.Allocate(1000)[0]));
    }

    [Fact]
    public void Growing_leaves_earlier_sequences_valid()
    {
        var arena = new Arena<int>(null, null);
        var early = Filled(arena, 3);
        Filled(arena, 100_000);

        Assert.Equal([3, 3, 3], early.FirstSpan.ToArray());
    }

    [Fact]
    public void Blocks_at_least_double()
    {
        var arena = new Arena<int>(null, null);
        arena.Allocate(1000);
        arena.Allocate(1);

        Assert.True(arena.Capacity >= 2000);
    }

    [Fact]
    public void A_large_block_survives_quiet_resets_and_then_goes()
    {
        var arena = new Arena<int>(null, null);
        arena.Allocate(1_000_000);
        arena.Reset();
        for (var i = 0; i < 100; i++)
        {
            arena.Allocate(1);
            arena.Reset();
        }

        Assert.True(arena.Capacity >= 1_000_000);
        for (var i = 0; i < 1000; i++)
        {
            arena.Allocate(1);
            arena.Reset();
        }

        Assert.True(arena.Capacity < 10_000);
    }

    [Fact]
    public void A_block_in_use_is_not_let_go()
    {
        var arena = new Arena<int>(null, null);
        for (var i = 0; i < 2000; i++)
        {
            arena.Allocate(50_000);
            arena.Reset();
        }

        Assert.Equal(50_000, arena.Capacity);
    }

    [Fact]
    public void The_first_block_follows_the_options()
    {
        var arena = new Arena<long>(new ArenaOptions((ArenaFlags)16, 8 * 4096, null), null);
        arena.Allocate(1);

        Assert.Equal(4096, arena.Capacity);
    }

    [Fact]
    public void Dispose_in_the_middle_of_a_parse_disturbs_nothing()
    {
        var arena = new Arena<int>(null, null);
        var before = Filled(arena, 10);
        arena.Dispose();
        var after = Filled(arena, 20);
        arena.Reset();

        Assert.Equal(Enumerable.Repeat(10, 10), before.FirstSpan.ToArray());
        Assert.Equal(Enumerable.Repeat(20, 20), after.FirstSpan.ToArray());
    }

    [Fact]
    public void Allocating_nothing_gives_an_empty_sequence() => Assert.True(new Arena<int>(null, null).Allocate(0).IsEmpty);

    [Fact]
    public void Untyped_and_back()
    {
        var arena = new Arena<Node>(null, null);
        var children = arena.Allocate(2);
        children[1].Value = 7;
        var parent = new Node { Children = children.Untyped() };

        Assert.Equal(2, parent.Children.Length);
        Assert.Equal(7, parent.Children.Cast<Node>()[1].Value);
    }

    [Fact]
    public void Untyped_default_is_empty_in_every_type()
    {
        Assert.Equal(0, default(Sequence).Length);
        Assert.True(default(Sequence).Cast<Node>().IsEmpty);
        Assert.Throws<InvalidCastException>(() => new Arena<int>(null, null).Allocate(1).Untyped().Cast<long>());
    }

    [Fact]
    public void Untyped_is_small_because_every_value_carries_one() => Assert.Equal(16, Unsafe.SizeOf<Sequence>());

    [Fact]
    public void Elements_are_reached_by_reference()
    {
        var sequence = new Arena<int>(null, null).Allocate(3);
        foreach (ref var slot in sequence)
        {
            slot = 1;
        }

        foreach (var span in sequence.Spans)
        {
            span[2] = 5;
        }

        sequence[0] = 9;
        var each = sequence.GetEnumerator();
        Assert.Equal(9, each.GetNext());
        each.GetNext() = 4;
        Assert.Equal([9, 4, 5], sequence.FirstSpan.ToArray());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    public void An_index_outside_throws(int index) =>
        Assert.Throws<IndexOutOfRangeException>(() => new Arena<int>(null, null).Allocate(2)[index]);

    [Fact]
    public void GetNext_past_the_end_throws()
    {
        var each = new Arena<int>(null, null).Allocate(1).GetEnumerator();
        each.GetNext();

        Assert.Throws<InvalidOperationException>(() => each.GetNext());
    }

    [Fact]
    public void An_empty_sequence_has_no_spans()
    {
        foreach (var span in default(Sequence<int>).Spans)
        {
            Assert.Fail($"There is one of {span.Length}.");
        }
    }

    [Fact]
    public void Projections()
    {
        var sequence = new Arena<int>(null, null).Allocate(3);
        (sequence[0], sequence[1], sequence[2]) = (1, 2, 3);
        var longer = new string[5];
        sequence.CopyTo(longer, (in int x) => $"{x}");

        Assert.Equal(["1", "2", "3", null!, null!], longer);
        Assert.Equal([2, 4, 6], sequence.ToArray((in int x) => 2 * x));
        Assert.Equal([11, 12, 13], sequence.ToArray((in int x, in int state) => x + state, 10));
        Assert.Empty(default(Sequence<int>).ToArray((in int x) => x));
        Assert.Empty(default(Sequence<int>).ToArray((in int x, in int _) => x, 10));
        Assert.Throws<ArgumentException>(() => sequence.CopyTo(new string[2].AsSpan(), (in int x) => $"{x}"));
    }

    private static Sequence<int> Filled(Arena<int> arena, int length)
    {
        var sequence = arena.Allocate(length);
        sequence.FirstSpan.Fill(length);
        return sequence;
    }
}
