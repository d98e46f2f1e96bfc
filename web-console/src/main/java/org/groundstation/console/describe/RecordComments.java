package org.groundstation.console.describe;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.LinkTree;
import com.sun.source.doctree.LiteralTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** What the sources say about records and their components, by the records' simple names. Immutable. */
final class RecordComments {
    /**
     * What one record is.
     *
     * @param text the first sentence
     * @param components by name, as the comment has them after {@code @param}
     */
    record Comment(String text, Map<String, String> components) {
    }

    private final Map<String, Comment> comments = new HashMap<>();

    /** Reads every record below the folders. @throws IllegalStateException when two with a comment have the same name */
    RecordComments(List<Path> folders) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        JavacTask task = (JavacTask) compiler.getTask(null, null, null, List.of("-proc:none"), null,
                compiler.getStandardFileManager(null, null, null).getJavaFileObjectsFromPaths(sources(folders)));
        Reader reader = new Reader(DocTrees.instance(task));
        try {
            task.parse().forEach(unit -> reader.scan(unit, null));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    Optional<Comment> of(String name) {
        return Optional.ofNullable(comments.get(name));
    }

    private static List<Path> sources(List<Path> folders) {
        List<Path> files = new ArrayList<>();
        for (Path folder : folders) {
            try (Stream<Path> all = Files.walk(folder)) {
                all.filter(file -> file.toString().endsWith(".java")).sorted().forEach(files::add);
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }
        return files;
    }

    private final class Reader extends TreePathScanner<Void, Void> {
        private final DocTrees trees;

        private Reader(DocTrees trees) {
            this.trees = trees;
        }

        @Override
        public Void visitClass(ClassTree type, Void none) {
            DocCommentTree comment = type.getKind() == Tree.Kind.RECORD ? trees.getDocCommentTree(getCurrentPath()) : null;
            if (comment != null) {
                Map<String, String> components = comment.getBlockTags().stream().filter(ParamTree.class::isInstance).map(ParamTree.class::cast)
                        .collect(Collectors.toMap(param -> param.getName().toString(), param -> text(param.getDescription())));
                comments.put(type.getSimpleName().toString(), new Comment(text(comment.getFirstSentence()), components));
            }
            return super.visitClass(type, none);
        }
    }

    private static String text(List<? extends DocTree> parts) {
        return parts.stream().map(RecordComments::text).collect(Collectors.joining()).replaceAll("\\s+", " ").strip();
    }

    private static String text(DocTree part) {
        if (part instanceof LiteralTree literal) {
            return literal.getBody().getBody();
        }
        if (part instanceof LinkTree link) {
            return link.getLabel().isEmpty() ? link.getReference().getSignature().replace("#", "") : text(link.getLabel());
        }
        return part.toString();
    }
}
