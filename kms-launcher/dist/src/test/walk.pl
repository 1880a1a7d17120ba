#!/usr/bin/perl
# Does what a page says, from a heading on, as somebody who reads it would: runs its shell blocks one after the other in one shell, and
# compares what is printed with what the page shows. A comment before a block says what the prose around it tells a person:
#   <!-- walk: terminal NAME -->         runs in a terminal of its own, from the folder where everything began
#   <!-- walk: in FOLDER -->             runs after a cd
#   <!-- walk: with TEXT of NAME -->     the last word gets what follows "TEXT: " in that terminal
#   <!-- walk: file PATH -->             is written there
#   <!-- walk: printed [at the end] -->  is what the block before printed, all of it or its last lines
#   <!-- walk: prints COMMAND [exits N] [within S s] -->   is all that the command prints; shows: one line of it
#   <!-- walk: log of NAME [within S s] -->   are lines of that terminal, in this order, perhaps with others between them
#   <!-- walk: shown -->                 is for the reader alone
# Times, hashes, ages, ports, process ids and names with random parts may differ; a line of the page that is only … stands for any lines.
# Usage: walk.pl PAGE HEADING. Prints each step; ends with 1 at the first that is not as the page says.
use strict;
use warnings;
use Cwd;
use IPC::Open2;

my ($page, $heading) = @ARGV;
open(my $in, '<', $page) or die "$page: $!";
my $text = do { local $/; <$in> };
$text =~ s/.*?^(?=\#+ \Q$heading\E)//ms or die "$page has no heading $heading\n";
$text =~ s/(?<=.)^\#\# .*//ms;

my (%terminals, $printed);
open2(my $from, my $to, 'bash', '--norc');
$SIG{PIPE} = 'IGNORE';
$| = 1;
END { kill 'TERM', map { -$_->{pid} } values %terminals }

sub fail { print "NOT AS THE PAGE SAYS: $_[0]\n"; exit 1 }

# What a command prints, and its exit code.
sub run {
    my ($command) = @_;
    # What a command reads is not the rest of the page.
    print $to "{ $command\n} </dev/null\nprintf '\\nend-of-step %d\\n' \$?\n";
    $to->flush;
    my $out = '';
    while (my $line = <$from>) {
        if ($line =~ /^end-of-step (\d+)$/) {
            my $ended = $1;
            return ($out =~ s/\n\z//r, $ended);
        }
        $out .= $line;
    }
    fail("the shell ended in: $command");
}

sub terminal {
    my ($name, $command) = @_;
    my $pid = fork // die $!;
    if (!$pid) {
        setpgrp;
        open(STDOUT, '>', "terminal-$name") or die $!;
        open(STDERR, '>&', \*STDOUT);
        exec 'bash', '--norc', '-ec', $command;
    }
    $terminals{$name} = {pid => $pid, file => getcwd() . "/terminal-$name"};
    # A person goes on when nothing more comes.
    my ($last, $quiet) = (-1, 0);
    for (1 .. 60) {
        select undef, undef, undef, 0.5;
        my $size = -s $terminals{$name}{file} || 0;
        $quiet = $size && $size == $last ? $quiet + 1 : 0;
        $last = $size;
        return if $quiet == 4;
    }
}

sub log_of { open(my $log, '<', $terminals{$_[0]}{file}) or die $!; local $/; return <$log> // '' }

sub plain {
    my ($line) = @_;
    $line =~ s/\d{4}-\d\d-\d\dT[\d:.]+Z/TIME/g;
    $line =~ s/sha256:[0-9a-f]+(?:…)?/HASH/g;
    $line =~ s/^cache_age_ms: \d+/cache_age_ms: N/;
    $line =~ s/127\.0\.0\.1:\d+/ADDRESS/g;
    $line =~ s/\bobk2\.[\w-]+/KEY_ID/g;
    $line =~ s{/tmp/bao-kms-dev-\d+}{/tmp/DIRECTORY}g;
    $line =~ s/\Q$ENV{HOME}\E(?=\/)/~/g if $ENV{HOME};
    $line =~ s/\b(?:walk-|hidden)[0-9a-f]+/NAME/g;
    $line =~ s/\bafter (?:\d+ min )?[\d.]+ s\b/after A WHILE/g;
    $line =~ s/^\d{2,}$/PID/;
    $line =~ s/\b\d{10}\b/SECONDS/g;
    $line =~ s/\s+/ /g;
    return $line =~ s/ \z//r;
}

sub lines {
    my ($text) = @_;
    # Bytes of an envelope: as many lines as there are line feeds among them.
    $text =~ s/^(k8s:enc:kms:v2:[^:\n]+:)\n.*?(?=^=>)/$1\n/msg;
    return map { plain($_) } split /\n/, $text;
}

# Whether the wanted lines are all of those there are, the last, or among them in their order.
sub fits {
    my ($how, $wanted, $seen) = @_;
    my @wanted = lines($wanted);
    my @seen = lines($seen);
    if ($how eq 'log' || $how eq 'shows') {
        for my $line (@seen) {
            last unless @wanted;
            my @parts = map { s/^"|"$//gr } split /,(?=")/, $wanted[0];
            shift @wanted if @parts == grep { index($line, $_) >= 0 } @parts;
        }
        return @wanted ? "not seen: $wanted[0]" : '';
    }
    if (grep { $_ eq '…' } @wanted) {
        my $pattern = join '', map { $_ eq '…' ? '(?:.*\n)*?' : quotemeta($_) . '\n' } @wanted;
        my $all = join '', map { "$_\n" } @seen;
        return $all =~ /\A$pattern\z/ ? '' : 'not with these lines, and any in the place of …';
    }
    splice @seen, 0, @seen - @wanted if $how eq 'ends' && @seen > @wanted;
    for my $i (0 .. ($#seen > $#wanted ? $#seen : $#wanted)) {
        my ($want, $see) = ($wanted[$i] // '(no more)', $seen[$i] // '(no more)');
        return "wanted: $want\n  seen: $see" if $want ne $see;
    }
    return '';
}

sub expect {
    my ($what, $how, $wanted, $seconds, $look) = @_;
    my ($problem, $seen);
    my $begin = time;
    while (1) {
        $seen = $look->();
        $problem = fits($how, $wanted, $seen);
        my $took = time - $begin;
        if (!$problem) {
            print "as it says: $what" . ($took > 9 ? ", after some $took s\n" : "\n");
            return;
        }
        last if $took >= $seconds;
        sleep 1;
    }
    fail("$what\n  $problem\n--- all that was seen\n$seen");
}

my $steps = 0;
while ($text =~ /(?:<!-- walk: ([^\n]*?) -->\n+)?^```([^\n]*)\n(.*?)^```$/msg) {
    my ($told, $kind, $block) = ($1 // '', $2, $3);
    $steps++;
    my $seconds = $told =~ s/ within (\d+) s$// ? $1 : 0;
    my $code = $told =~ s/ exits (\d+)$// ? $1 : 0;
    if ($told =~ /^terminal (\S+)$/) {
        print "in a terminal: $block";
        terminal($1, $block);
    } elsif ($told =~ /^file (\S+)$/) {
        open(my $file, '>', $1) or fail("$1: $!");
        print $file $block;
        close $file;
        print "written: $1\n";
    } elsif ($told =~ /^printed( at the end)?$/) {
        my $before = $printed;
        expect('what it printed', $1 ? 'ends' : 'prints', $block, 0, sub { $before });
    } elsif ($told =~ /^log of (\S+)$/) {
        my $name = $1;
        expect("the log of $name", 'log', $block, $seconds, sub { log_of($name) });
    } elsif ($told =~ /^(prints|shows) (.+)$/) {
        my ($how, $command) = ($1, $2);
        expect($command, $how, $block, $seconds, sub {
            my ($out, $ended) = run($command);
            return $ended == $code ? $out : "it ended with $ended instead of $code\n$out";
        });
    } elsif ($kind =~ /^sh /) {
        $block = "cd $1\n$block" if $told =~ /^in (\S+)$/;
        if ($told =~ /^with (.+) of (\S+)$/) {
            my ($sought, $name) = ($1, $2);
            log_of($name) =~ /\Q$sought\E: (\S+)/ or fail("$name did not print $sought");
            chomp $block;
            $block .= " $1\n";
        }
        print "\$ $_\n" for split /\n/, $block;
        ($printed, my $ended) = run("set -e\n$block" . "set +e");
        fail("it ended with $ended: $printed") if $ended;
    } elsif ($told eq 'shown') {
        $steps--;
    } else {
        fail("nothing says what to do with the block that begins: " . substr($block, 0, 80));
    }
}
fail("there are no steps under $heading") unless $steps > 1;
print "all $steps steps are as the page says\n";
