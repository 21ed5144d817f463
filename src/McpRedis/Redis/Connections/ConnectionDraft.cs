namespace McpRedis.Redis.Connections;

/// <summary>What one source, the environment or the file, says about one connection.</summary>
internal sealed class ConnectionDraft(string name)
{
    public string Name { get; } = name;

    public Setting? Url { get; private set; }

    public Setting? User { get; private set; }

    public Setting? Password { get; private set; }

    public string? Access { get; set; }

    public string? KeyPrefix { get; set; }

    public IReadOnlyList<int>? Databases { get; set; }

    /// <summary>Something given could not be read and was reported; what is missing because of it is not reported again.</summary>
    public bool Broken { get; set; }

    /// <summary>Takes a part; a second, different value for the same part is a conflict.</summary>
    public void Put(ConnectionPart part, Setting setting, ConnectionNotes notes)
    {
        var held = part switch { ConnectionPart.Url => Url, ConnectionPart.User => User, _ => Password };
        if (held is not null && held.Value != setting.Value)
        {
            notes.Mistakes.Add($"{held.Source} and {setting.Source} differ; keep one.");
            return;
        }
        switch (part)
        {
            case ConnectionPart.Url:
                Url = held ?? setting;
                notes.Secrets.UnionWith(Redaction.SecretsOfUrl(setting.Value));
                break;
            case ConnectionPart.User:
                User = held ?? setting;
                break;
            default:
                Password = held ?? setting;
                notes.Secrets.Add(setting.Value);
                break;
        }
    }

    /// <summary>Takes a part from a mounted file.</summary>
    public void PutFile(ConnectionPart part, string source, string path, ConnectionNotes notes)
    {
        var file = SecretFile.Read(path);
        if (file.Warning is not null)
        {
            notes.Warnings.Add($"{source}: {file.Warning}");
        }
        if (file.Value is null)
        {
            Broken = true;
            notes.Mistakes.Add($"{source}: {file.Mistake}");
            return;
        }
        Put(part, new Setting(source, file.Value), notes);
    }
}

/// <summary>What reaching a connection is made of.</summary>
internal enum ConnectionPart
{
    Url,
    User,
    Password,
}
