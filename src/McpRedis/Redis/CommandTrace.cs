namespace McpRedis.Redis;

/// <summary>Which commands a call ran and how many keys they named; never the keys, never values.</summary>
internal sealed class CommandTrace
{
    private readonly Lock _lock = new();
    private readonly List<string> _names = new(4);

    public long Commands { get; private set; }

    public long Keys { get; private set; }

    /// <summary>Distinct command names in the order of first use.</summary>
    public string Names
    {
        get
        {
            lock (_lock)
            {
                return string.Join(',', _names);
            }
        }
    }

    public void Add(RedisCommand command)
    {
        int keys = 0;
        foreach (var argument in command.Arguments)
        {
            keys += argument.IsKey ? 1 : 0;
        }
        Add(command.FullName, 1, keys);
    }

    /// <summary>So many commands of one name.</summary>
    public void Add(string fullName, int commands, int keys)
    {
        lock (_lock)
        {
            Commands += commands;
            Keys += keys;
            if (!_names.Contains(fullName))
            {
                _names.Add(fullName);
            }
        }
    }
}
