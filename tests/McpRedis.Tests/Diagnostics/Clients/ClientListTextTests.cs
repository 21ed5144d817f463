using System.Text;
using McpRedis.Diagnostics.Clients;

namespace McpRedis.Tests.Diagnostics.Clients;

public sealed class ClientListTextTests
{
    private const string Redis7 = "id=3 addr=127.0.0.1:57224 laddr=127.0.0.1:6379 fd=8 name=shop=1 age=12 idle=7 flags=xt db=2 sub=1 psub=2 ssub=3 multi=4 qbuf=26 qbuf-free=20448 argv-mem=10 multi-mem=0 rbs=16384 rbp=16384 obl=5 oll=0 omem=7 tot-mem=37658 events=r cmd=client|list user=app redir=-1 resp=2\n";
    private const string Valkey9 = "id=9 addr=[::1]:36620 laddr=[::1]:6379 fd=11 name= age=0 idle=0 flags=N capa= db=0 sub=0 psub=0 ssub=0 multi=-1 watch=0 qbuf=0 qbuf-free=0 argv-mem=10 multi-mem=0 rbs=16384 rbp=16384 obl=0 oll=0 omem=0 tot-mem=17050 events=r cmd=get user=default redir=-1 resp=2 lib-name=jedis lib-ver=5.1 tot-net-in=26 tot-net-out=0 tot-cmds=0\r\n";

    [Fact]
    public void ClientListText_reads_every_field_that_is_told()
    {
        var clients = Parse(Redis7 + Valkey9 + "\nnonsense\nid=x addr=1\n");
        Assert.Equal([3L, 9L], clients.Select(client => client.Id));
        var (first, second) = (clients[0], clients[1]);
        Assert.Equal(("127.0.0.1:57224", "127.0.0.1", "127.0.0.1:6379"), (first.Address, first.Host, first.LocalAddress));
        Assert.Equal(("shop=1", "app", "client|list"), (Text(first.Name), Text(first.User), first.Command));
        Assert.Equal((12L, 7L, 2, 6L, 4L), (first.AgeSeconds, first.IdleSeconds, first.Database, first.Subscriptions, first.Queued));
        Assert.Equal((20474L, 12L, (long?)37658L), (first.QueryBufferBytes, first.OutputBufferBytes, first.MemoryBytes));
        Assert.Equal(("::1", "jedis", "5.1"), (second.Host, Text(second.LibraryName), Text(second.LibraryVersion)));
        Assert.Equal((-1L, ClientKind.Normal), (second.Queued, second.Kind));
    }

    [Fact]
    public void ClientListText_of_an_old_server_leaves_unknown_what_it_does_not_tell()
    {
        var client = Assert.Single(Parse("id=1 addr=/run/redis.sock:0 fd=5 name= age=1 idle=1 flags=U db=0 sub=0 psub=0 multi=-1 qbuf=0 qbuf-free=0 obl=0 oll=0 omem=0 events=r cmd=ping\n"));
        Assert.Null(client.MemoryBytes);
        Assert.Equal(("unix", ""), (client.Address, client.LocalAddress));
    }

    [Theory]
    [InlineData("N", ClientKind.Normal)]
    [InlineData("S", ClientKind.Replica)]
    [InlineData("M", ClientKind.Master)]
    [InlineData("P", ClientKind.Pubsub)]
    [InlineData("O", ClientKind.Normal)]
    public void ClientListText_flags_tell_whose_it_is(string flags, object kind) => Assert.Equal(kind, new ClientEntry { Flags = flags }.Kind);

    [Theory]
    [InlineData("N", true)]
    [InlineData("xt", true)]
    [InlineData("S", false)]
    [InlineData("M", false)]
    [InlineData("O", false)]
    [InlineData("P", false)]
    [InlineData("b", false)]
    public void Client_of_an_application_is_told_from_the_others(string flags, bool isOrdinary) =>
        Assert.Equal(isOrdinary, new ClientEntry { Flags = flags }.IsOrdinary);

    [Theory]
    [InlineData(22298L, 22298)]
    [InlineData(50L, 126)]
    [InlineData(null, 126)]
    public void Client_holds_what_the_server_says_or_its_buffers(long? memory, long held) =>
        Assert.Equal(held, new ClientEntry { MemoryBytes = memory, OutputBufferBytes = 100, QueryBufferBytes = 26 }.HeldBytes);

    [Fact]
    public void ClientFlags_are_words_and_what_is_new_stays_a_letter()
    {
        Assert.Equal(["blocked", "tracking", "?"], ClientFlags.Of("bt?"));
        Assert.Empty(ClientFlags.Of("N"));
        Assert.All(ClientFlags.Words, word => Assert.Equal(word, Assert.Single(ClientFlags.Of($"{ClientFlags.Letter(word)}"))));
    }

    [Theory]
    [InlineData("10.0.0.3", true)]
    [InlineData("10.0.0.3:5", true)]
    [InlineData("10.0.0.3:6", false)]
    [InlineData("10.0.0", false)]
    [InlineData("10.0.0.33", false)]
    public void ClientFilter_address_is_a_host_or_one_connection(string address, bool matches) =>
        Assert.Equal(matches, ClientFilter.Of(address, null, null, null, null, null).Matches(At("10.0.0.3:5")));

    [Theory]
    [InlineData("::1", true)]
    [InlineData("[::1]:5", true)]
    [InlineData("::2", false)]
    public void ClientFilter_knows_IPv6(string address, bool matches) => Assert.Equal(matches, ClientFilter.Of(address, null, null, null, null, null).Matches(At("[::1]:5")));

    [Theory]
    [InlineData("17", "17")]
    [InlineData("2:17", "2:17")]
    public void ClientId_is_read_as_it_is_told(string text, string told) => Assert.Equal(told, ClientId.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("0:17")]
    [InlineData(":17")]
    [InlineData("-1")]
    [InlineData("1:2:3")]
    public void ClientId_that_is_none_is_refused(string text) => Assert.Throws<McpRedis.Faults.Fault>(() => ClientId.Parse(text));

    private static NodeClient At(string address) => new("node-1 (master)", new(null, 1), new ClientEntry { Id = 1, Address = address }, false);

    private static List<ClientEntry> Parse(string text) => ClientListText.Parse(Encoding.UTF8.GetBytes(text));

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);
}
