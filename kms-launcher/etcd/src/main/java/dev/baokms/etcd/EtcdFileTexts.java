package dev.baokms.etcd;

import dev.baokms.host.PathText;
import java.nio.file.Path;

/**
 * Texts about a file of etcd and its content: a place, what is wrong there, and a cure. Texts about a cluster are in
 * {@link EtcdClusterTexts}. The rules:
 *
 * <ul>
 *   <li>A reason begins with "it" or with the part of the place that it is about; the place itself stands in front.
 *   <li>Damage is described in bbolt's words (page, element, bucket, branch, leaf) with every number that a developer
 *       of etcd would ask for.
 *   <li>A cure is an imperative that works without knowing the format: another copy, another file, more room.
 *   <li>A text may name a bucket. It never quotes a key or a value.
 * </ul>
 */
final class EtcdFileTexts {
    static final String ANOTHER_COPY =
            "take a snapshot with 'etcdctl snapshot save' and read that, or fetch the file once more";
    static final String NAME_A_FILE = "name an etcd snapshot or a member's 'db'";
    static final String NAME_A_FILE_OF_ETCD = "name a file of etcd: other programs use bbolt, too";
    static final String NAME_AN_UNPACKED_FILE =
            "name an etcd snapshot or a member's 'db'; of a compressed one, the .zip of k3s or the file in it";
    static final String NAME_A_SNAPSHOT = "name a snapshot of etcd";

    static final String NOT_A_REGULAR_FILE = "it is not a regular file";
    static final String NOT_THERE = "there is no such file";
    static final String NOT_READABLE = "this process may not read it";
    static final String RUN_AS_ROOT = "run as root, who owns what etcd writes, or copy the file";
    static final String LOOK_AT_THE_DISK = "look at the disk and its file system, or read another copy";
    static final String BECAME_SHORTER = "the file became shorter while it was read";
    static final String READ_A_FINISHED_ONE = "it is still being written: read a snapshot that is finished";
    static final String CHANGED = "it changed while it was read";
    static final String ROW_CHANGED = "the file changed while it was read";
    static final String READ_A_QUIET_ONE = "read a snapshot that is not being written";

    static final String STOP_THE_MEMBER = "stop the member cleanly, or read a snapshot of 'etcdctl snapshot save'";
    static final String MEMBER_FILE =
            "it has no hash at its end, so it is not a snapshot but a member's file; what a running or crashed member"
                    + " has in its log alone is missing in it";
    static final String SAY_THAT_IT_WAS_STOPPED =
            "read a snapshot of 'etcdctl snapshot save', or stop the member cleanly and say that you did";
    static final String STOPPED_BY_THE_WORD =
            "by the operator's word the file is of a member that was stopped cleanly; if the member ran or crashed, its"
                    + " last writes are missing";
    static final String WRONG_SHA_256 = "the SHA-256 at its end is not that of what is before it";

    static final String ZIP_CURE = "name the .zip as k3s wrote it, or the snapshot in it";
    static final String ZIP_WITH_MORE = "there is more than one file in it";
    static final String ZIP_DAMAGED = "it cannot be unpacked: it is damaged";

    static final String LET_WRITE_THERE = "let this user write there, or give a snapshot that is not compressed";
    static final String MAKE_ROOM = "make room there: the copy is as long as the database";

    static final String MORE_MEMORY =
            "give it more memory: BAO_KMS_HEAP=1g in the environment of the packaged program, -Xmx1g for Java";
    static final String MORE_KEYS_THAN_MEMORY = "there are more keys than fit into the memory";
    static final String MORE_ROWS_THAN_MEMORY = "there are more rows than fit into the memory";

    static final String NO_META_PAGE =
            "neither page 0 nor page 1 is a meta page of bbolt (magic number, version 2, checksum)";
    static final String DEFRAGMENT = "defragment the member and take the snapshot again";
    static final String NOT_A_FREELIST = "it is not a list of free pages, although the meta page names it as one";
    static final String BEYOND_THE_END = "it goes beyond the last page";
    static final String LOST_PAGE = "nothing leads to it, and it is not free";
    static final String USED_TWICE = "it is used twice";
    static final String FIND_THE_WRITER =
            "no Kubernetes object is that long: find out with 'etcdctl get' what wrote it";
    static final String INLINE_BRANCH = "it is a branch, and a bucket within a page is a leaf";
    static final String BRANCH_WITHOUT_CHILD = "it is a branch without a child";
    static final String EMPTY_LEAF = "it is a leaf without an element below a branch";

    static final String NO_KEY_BUCKET = "it has no bucket 'key'";
    static final String NOT_A_COMPACTION = "a compact revision of bucket 'meta' is not a revision";
    static final String COMPACTION_OUT_OF_RANGE = "a compact revision of bucket 'meta' is out of range";
    static final String NOT_A_REVISION = "its key is not a revision of etcd";
    static final String NOT_A_KEY_VALUE = "its value is not a KeyValue of etcd";
    static final String ROW_WITHOUT_KEY = "it is a row without a key";

    private EtcdFileTexts() {}

    static String page(String file, long page) {
        return file + ", page " + Long.toUnsignedString(page);
    }

    static String metaPage(String file) {
        return file + ", meta page";
    }

    static String inlineBucket(String page, String bucket) {
        return page + ", bucket '" + bucket + "' in it";
    }

    static String row(String file, long page, int element) {
        return file + ", page " + page + ", element " + element + " of bucket 'key'";
    }

    static String byteOf(String file, long position) {
        return file + ", byte " + position;
    }

    static String cannotBeRead(String seen) {
        return "it cannot be read: " + seen;
    }

    static String openInProcess(String process) {
        return "process " + process + " has it open to write, so its member was not stopped";
    }

    static String oddLength(long size) {
        return "its length of " + size
                + " bytes fits neither a snapshot nor a member's file: it is cut off or something else";
    }

    static String notAZip(long size) {
        return "its " + size + " bytes are not a .zip with a file in it";
    }

    static String cannotBeUnpacked(String seen) {
        return "it cannot be unpacked: " + seen;
    }

    static String noTemporaryFile(String seen) {
        return "no temporary file can be made there: " + seen;
    }

    static String longerThan(long gib) {
        return "it is longer than " + gib + " GiB";
    }

    static String copyCannotBeWritten(Path folder, String seen) {
        return "its copy cannot be written to " + PathText.printable(folder) + ": " + seen;
    }

    static String littleFree(long mib) {
        return "less than " + mib + " MiB are free";
    }

    static String tooShortForBbolt(long bytes) {
        return bytes + " bytes are too few for a bbolt file";
    }

    static String cutOff(long pages, int pageSize, long size) {
        return Long.toUnsignedString(pages) + " pages of " + pageSize + " bytes are more than the " + size
                + " bytes that there are: the file is cut off";
    }

    static String tooManyPages(long pages, long most) {
        return pages + " pages are more than the " + most + " that are read";
    }

    static String rootOutside(long root, long last) {
        return "its root is page " + Long.toUnsignedString(root) + ", which is none of the pages 2 to " + last;
    }

    static String freelistOutside(long page) {
        return "its list of free pages is page " + Long.toUnsignedString(page) + ", which cannot be one";
    }

    static String freePagesDoNotFit(long count) {
        return Long.toUnsignedString(count) + " free pages do not fit into it";
    }

    static String namesAsFree(long page) {
        return "it names page " + Long.toUnsignedString(page) + " as free, which that page cannot be";
    }

    static String usedAndFree(long freelist) {
        return "it is in use, and page " + freelist + " names it as free";
    }

    static String pageOutside(long last) {
        return "something points to it, and there are only the pages 2 to " + last;
    }

    static String saysItIsPage(long page) {
        return "it says that it is page " + Long.toUnsignedString(page);
    }

    static String overflowsTheEnd(long overflow, long last) {
        return "with " + overflow + " more it goes beyond the last page, " + last;
    }

    static String tooMuchAtOnce(int mib) {
        return "with the pages above it, it takes more than the " + mib + " MiB that are kept at once";
    }

    static String tooDeep(int most) {
        return "it lies deeper than " + most + " pages";
    }

    static String wrongFlags(int flags) {
        return "its flags are 0x" + Integer.toHexString(flags) + ", need 1 (branch) or 2 (leaf)";
    }

    static String elementsDoNotFit(int count, int length) {
        return count + " elements do not fit into its " + length + " bytes";
    }

    static String elementOutside(int element, long begin, long end, int length) {
        return "element " + element + " takes the bytes " + begin + " to " + end + ", which are not all within its "
                + length + " behind the elements";
    }

    static String keyLength(int element, long length, int most) {
        return "the key of element " + element + " has " + length + " bytes, need 1 to " + most;
    }

    static String elementFlags(int element, long flags) {
        return "element " + element + " has the flags 0x" + Long.toHexString(flags) + ", need 0 or 1";
    }

    static String keysNotAscending(int element) {
        return "the key of element " + element + " is not above the one before it";
    }

    static String firstKeyTooLow(long above) {
        return "its first key is below the one that page " + above + " names for it";
    }

    static String lastKeyTooHigh(long above) {
        return "its last key is not below the next one of page " + above;
    }

    static String bucketInBucket(String bucket) {
        return "there is a bucket in bucket '" + bucket + "', where etcd has none";
    }

    static String notABucket(int element) {
        return "element " + element + " lies beside the buckets and is not one";
    }

    static String tooManyBuckets(int most) {
        return "there are more than " + most + " buckets, and etcd has ten";
    }

    static String bucketTooShort(int element, int length, int least) {
        return "the bucket of element " + element + " has " + length + " bytes, need " + least + " or more";
    }

    static String tooShortForPage(int bytes) {
        return bytes + " bytes are too few for a page";
    }

    static String revisionOutOfRange(long main, long sub) {
        return "its revision " + main + "/" + sub + " is out of range";
    }

    static String otherRevision(long modified, long main) {
        return "it says that it was written at revision " + modified + ", and is stored at " + main;
    }

    static String tooManyRows(int most) {
        return "there are more than " + most + " rows";
    }

    static String compactionNotFinished(long revision) {
        return "a compaction at revision " + revision + " was begun and is not finished in this file";
    }
}
