# Holds a listening socket and starts a command on it again whenever it ends, as systemd does with a socket unit.
# Arguments: the socket's path, how it is handed over (3, 0 for standard input, or none), "block" or "nonblock", the command.
use strict;
use warnings;
use Fcntl;
use POSIX ();
use Socket;

$^F = 10;    # handed to the command, too
$| = 1;
my ($path, $descriptor, $blocking, @command) = @ARGV;
my $listener;
if ($descriptor ne 'none') {
    socket($listener, PF_UNIX, SOCK_STREAM, 0) or die "socket: $!";
    bind($listener, pack_sockaddr_un($path)) or die "bind: $!";
    listen($listener, 128) or die "listen: $!";
    fcntl($listener, F_SETFL, O_RDWR | O_NONBLOCK) or die "fcntl: $!" if $blocking eq 'nonblock';
}

my $child;
my $ending = 0;
my $term = POSIX::SigSet->new(POSIX::SIGTERM());
$SIG{TERM} = sub { $ending = 1; kill 'TERM', $child if $child; };
until ($ending) {
    # A child would lose one that comes before it has let go of the handler.
    POSIX::sigprocmask(POSIX::SIG_BLOCK(), $term);
    $child = fork;
    die "fork: $!" unless defined $child;
    if ($child == 0) {
        $SIG{TERM} = 'DEFAULT';
        POSIX::sigprocmask(POSIX::SIG_UNBLOCK(), $term);
        POSIX::dup2(fileno $listener, $descriptor) if $listener;
        if ($descriptor eq '3') {
            $ENV{LISTEN_PID} = $$;
            $ENV{LISTEN_FDS} = 1;
        }
        exec @command or POSIX::_exit(127);
    }
    POSIX::sigprocmask(POSIX::SIG_UNBLOCK(), $term);
    print "$child\n";
    1 while waitpid($child, 0) < 0 && $!{EINTR};
}
unlink $path;
