using McpRedis.Diagnostics.Sampling;

namespace McpRedis.Diagnostics.Checks;

internal static class NoPassword
{
    public static Check Check { get; } = new("RF052", CheckFamily.Security, "Anybody can log in without a password")
    {
        What = "The user default is on with nopass; bind and protected-mode say who can try.",
        Why = "Whoever reaches the port reads and deletes everything. Open servers are found within hours, and with CONFIG or a module they are a way into the machine.",
        WhenNot = "Development on one machine. In protected mode, or bound to loopback, only its own users and processes get in.",
        Fix = ["ACL SETUSER for each application, with a password and the commands and keys it needs; then ACL SETUSER default off", "At the least: CONFIG SET requirepass <long random>, then CONFIG REWRITE", "bind to private addresses, and a firewall"],
        Risk = "Clients without the password are refused from then on: set it there first, or add a user beside.",
        Change = "Only who knows a password gets in.",
        Needs = [Question.DefaultUser],
        Settings = ["protected-mode"],
        Look = static (node, _) =>
        {
            // In protected mode whoever comes from elsewhere is turned away, wherever the server listens.
            bool open = Reach.IsBeyondLoopback(node) && !Reach.IsProtected(node);
            return node.DefaultUser is { IsOn: true, NeedsNoPassword: true }
                ? node.Sees(open ? Severity.Critical : Severity.Info, open ? 1 : 0.5,
                    Evidence.Word("default user", "on, nopass"), Evidence.Word("listens for", Reach.Text(node)), Evidence.Word("protected-mode", node.Setting("protected-mode")))
                : null;
        },
    };
}
