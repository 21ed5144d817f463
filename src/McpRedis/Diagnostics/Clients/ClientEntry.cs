namespace McpRedis.Diagnostics.Clients;

/// <summary>One connection as the server tells of it. What an older server does not tell is null, or zero for what it does not have.</summary>
internal sealed class ClientEntry
{
    public long Id { get; set; }

    /// <summary>Address of whoever came over the server's own socket.</summary>
    public const string UnixSocket = "unix";

    /// <summary><c>10.0.0.3:57224</c>, <c>[::1]:57224</c>, or <see cref="UnixSocket"/> for whoever came over the server's socket.</summary>
    public string Address { get; set; } = "";

    /// <summary>The server's own end, as <see cref="Address"/>; empty before Redis 6.2.</summary>
    public string LocalAddress { get; set; } = "";

    /// <summary>As the client calls itself; empty for none.</summary>
    public byte[] Name { get; set; } = [];

    public byte[] User { get; set; } = [];

    public byte[] LibraryName { get; set; } = [];

    public byte[] LibraryVersion { get; set; } = [];

    public long AgeSeconds { get; set; }

    public long IdleSeconds { get; set; }

    /// <summary>Letters; <see cref="ClientFlags"/> has the words.</summary>
    public string Flags { get; set; } = "";

    public int Database { get; set; }

    /// <summary>Channels and patterns it listens to.</summary>
    public long Subscriptions { get; set; }

    /// <summary>Commands queued in MULTI; -1 outside of one.</summary>
    public long Queued { get; set; } = -1;

    /// <summary>Its unread input, with the room kept for it.</summary>
    public long QueryBufferBytes { get; set; }

    /// <summary>Replies it has not read.</summary>
    public long OutputBufferBytes { get; set; }

    /// <summary>All the server holds for it.</summary>
    public long? MemoryBytes { get; set; }

    /// <summary>Last command: <c>client|list</c>.</summary>
    public string Command { get; set; } = "";

    /// <summary>Without the port.</summary>
    public string Host => HostOf(Address);

    public ClientKind Kind => Flags.Contains('M') ? ClientKind.Master : Flags.Contains('S') ? ClientKind.Replica : Flags.Contains('P') ? ClientKind.Pubsub : ClientKind.Normal;

    public bool IsBlocked => Flags.Contains('b');

    /// <summary>A client of an application: no replica, no master, no subscriber, no monitor, none that is blocked.</summary>
    public bool IsOrdinary => !Flags.AsSpan().ContainsAny("MSOPb");

    /// <summary>What the server holds for it; before Redis 7, which tells it, its buffers.</summary>
    public long HeldBytes => Math.Max(MemoryBytes ?? 0, OutputBufferBytes + QueryBufferBytes);

    public static string HostOf(string address)
    {
        int colon = address.LastIndexOf(':');
        string host = colon < 0 ? address : address[..colon];
        return host.Length > 2 && host[0] == '[' && host[^1] == ']' ? host[1..^1] : host;
    }
}

/// <summary>Whose connection it is.</summary>
internal enum ClientKind
{
    Normal,
    /// <summary>The master of this server.</summary>
    Master,
    Replica,
    /// <summary>A client that listens.</summary>
    Pubsub,
}
